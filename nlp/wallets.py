"""Check sums that tell a wallet address from any other long word."""

import hashlib

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32_CONSTANTS = (1, 0x2BC830A3)


def is_base58check(address: str) -> bool:
    """Whether a Bitcoin (1..., 3...) or Tron (T...) address carries its right check sum (double SHA-256)."""
    number = 0
    for char in address:
        digit = _BASE58.find(char)
        if digit < 0:
            return False
        number = number * 58 + digit
    if number.bit_length() > 200:
        return False
    raw = number.to_bytes(25, "big")
    return hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]


def is_bech32(address: str) -> bool:
    """Whether a bc1... address carries its right check sum (BIP 173 and BIP 350)."""
    prefix, _, data = address.lower().rpartition("1")
    values = [_BECH32.find(char) for char in data]
    if not prefix or min(values, default=-1) < 0:
        return False
    expanded = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    check = 1
    for value in expanded + values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_BECH32_GENERATORS):
            check ^= generator if top >> bit & 1 else 0
    return check in _BECH32_CONSTANTS


def is_cas(number: str) -> bool:
    """Whether a CAS registry number such as 437-38-7 ends in its right check digit."""
    digits = [int(char) for char in number if char.isdecimal()]
    return sum(at * digit for at, digit in enumerate(reversed(digits[:-1]), 1)) % 10 == digits[-1]
