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


def is_ethereum(address: str) -> bool:
    """Whether a 0x... address in mixed case carries its check sum (EIP-55); one case has none and passes."""
    digits = address[2:]
    if digits in {digits.lower(), digits.upper()}:
        return True
    marks = _keccak256(digits.lower().encode()).hex()
    return all(
        char == (char.upper() if int(mark, 16) > 7 else char.lower()) for char, mark in zip(digits, marks, strict=False)
    )


def is_monero(address: str) -> bool:
    """Whether an address of 95 characters (4..., 8...) carries its right check sum."""
    raw = b""
    for at in range(0, len(address), 11):
        block = address[at : at + 11]
        size = {11: 8, 7: 5}.get(len(block), 0)
        number = 0
        for char in block:
            number = number * 58 + _BASE58.find(char)
        if not size or number < 0 or number.bit_length() > size * 8:
            return False
        raw += number.to_bytes(size, "big")
    return _keccak256(raw[:-4])[:4] == raw[-4:]


_LANES = 25
_WORD = (1 << 64) - 1
_ROTATIONS = (0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14)


def _keccak256(message: bytes) -> bytes:
    """Keccak as Ethereum and Monero use it: before the standard (SHA-3) changed its padding."""
    rate = 136
    padded = bytearray(message + b"\x01" + bytes(-(len(message) + 1) % rate))
    padded[-1] |= 0x80
    state = [0] * _LANES
    for start in range(0, len(padded), rate):
        for lane in range(rate // 8):
            state[lane] ^= int.from_bytes(padded[start + lane * 8 : start + lane * 8 + 8], "little")
        state = _permuted(state)
    return b"".join(lane.to_bytes(8, "little") for lane in state[:4])


def _permuted(state: list[int]) -> list[int]:
    feedback = 1
    for _ in range(24):
        columns = [state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20] for x in range(5)]
        mixed = [columns[(x - 1) % 5] ^ _rotated(columns[(x + 1) % 5], 1) for x in range(5)]
        state = [lane ^ mixed[at % 5] for at, lane in enumerate(state)]
        moved = [0] * _LANES
        for at, lane in enumerate(state):
            x, y = at % 5, at // 5
            moved[y + 5 * ((2 * x + 3 * y) % 5)] = _rotated(lane, _ROTATIONS[at])
        state = [
            moved[at] ^ (~moved[at - at % 5 + (at + 1) % 5] & _WORD & moved[at - at % 5 + (at + 2) % 5])
            for at in range(_LANES)
        ]
        for bit in range(7):
            if feedback & 1:
                state[0] ^= 1 << ((1 << bit) - 1)
            feedback = (feedback << 1) ^ (0x171 if feedback & 0x80 else 0)
    return state


def _rotated(lane: int, by: int) -> int:
    return (lane << by | lane >> (64 - by)) & _WORD if by else lane
