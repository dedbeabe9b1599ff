"""Characters that people read as a letter of the Latin alphabet: facts, reviewed, with their source.

Sources: confusables.txt of Unicode Technical Standard 39, version 17.0.0 (2025-07-22), the entries whose skeleton is a
Latin letter and that NFKC leaves alone; alphabets of "fancy text" generators; letters with strokes and hooks, which
Unicode does not decompose. Reviewed 2026-11-28. A capital stands for the letter that it looks like, so that Δ and Λ
are an A. Unicode data: Copyright Unicode, Inc., https://www.unicode.org/license.txt
"""

LETTERS: tuple[tuple[str, str], ...] = (
    ("a", "аαɑᴀ∂ᎪΑАꭺ⍺ⱥȺɐɒᗩΔΛДᎯᗅꓮ𐊠𖽀"),
    ("b", "ЬьвβʙᏴΒВƄ♭ƀɃɓᏏᑲᖯᗷⲂꓐꞴ𐊂𐊡𐌁"),
    ("c", "сᴄϲℂᏟСϹⅽȼȻƈƇⲤⲥꓚꮯ𐊢𐌂𐐕𐐽𐔜🝌"),
    ("d", "ԁᴅɗđďÐðᎠꭰƉɖƊᏧᑯᗞᗪꓒꓓ"),
    ("e", "еεᴇєҽΕЕᎬℯǝɇɆɛƐΣΞэЭ℮⋿ⴹꓰꬲ𐊆𑢦𑢮"),
    ("f", "ƒꜰϝẝƑքᖴꓝꞘꞙꬵ𐊇𐊥𐔥𑢢𑣂𝈓"),
    ("g", "ɡɢԍᶃǥǤɠƓƍցᏀᏳꓖ"),
    ("h", "һнʜհΗНᎻħɦⱧⱨᏂᕼⲎꓧ𐋏"),
    ("i", "іιɩɪıΙІᎥ¡ɨƗւⲒⲓꭵ𑢣𑣃"),
    ("j", "јʝᴊЈᎫϳɉɈᒍꓙ"),
    ("k", "кκᴋΚКᏦĸꝁꝀƙƘҜҝⱩⱪᛕⲔꓗ𐔘"),
    ("l", "ӏʟłᏞℓƖⱡⱠƚȽɬǀᒪᛁⳐⵏꓡꓲ𐊊𐌉𐐛𐔦𑢲𖼖𖼨𝈪"),
    ("m", "мᴍΜМᎷϺɱⱮᗰᛖⲘꓟ𐊰𐌑"),
    ("n", "пηոɴΝŋɲɳƞȠπΠиИᑎռⲚꓠ𐔓"),
    ("o", "оοσօᴏΟОøØѳɵƟΩѺѻϭංᴑⲞⲟⵔꓳꬽ𐊒𐊫𐐄𐐬𐓂𐓪𐔖𑢵𑣈𑣗"),
    ("p", "рρᴘΡРᏢþÞᵽⱣƥƤƿϸᑭⲢⲣⳎⳏꓑ𐊕"),
    ("q", "ԛգǫɋɊզⵕ"),
    ("r", "гʀᎡяЯɾɍɌⱤɽɼᏒᖇᴦⲅꓣꭇꭈꮁ𐒴𖼵𝈖"),
    ("s", "ѕꜱЅᏚʂςȿᔕƽՏᏕꓢꮪ𐊖𐐠𐑈𑣁𖼺"),
    ("t", "тτᴛΤТᎢŧ†ŦƭƬʈƮȾⱦ⊤⟙Ⲧꓔ𐊗𐊱𐌕𖼊🝨"),
    ("u", "υսᴜμцʋʉɄᑌ∪⋃ꓴꞟꭎꭒ𐓎𐓶𑢸𑣘𖽂"),
    ("v", "νѵᴠᏙƲᐯ∨⋁ⴸꓦꮩ𐔝𑜆𑢠𑣀𖼈𝈍"),
    ("w", "ѡԝᴡωᎳшщⱳⱲᗯɯաᏔⲽꓪꮃ𑜊𑜎𑜏"),
    ("x", "хχΧХ×ҳӾӿᕁᕽ᙭᙮ᚷ╳⤫⤬⨯ⲬⵝꓫꞳ𐊐𐊴𐌗𐔧"),
    ("y", "уγʏΥУүўɏɎƴƳɣᎩᎽᶌỿⲨⲩꓬꭚ𐊲𑢼𑣜𖽃"),
    ("z", "ᴢΖᏃʐƶƵȥȤⱫⱬꓜꮓ𑢤𑢩𑣄"),
    ("aa", "Ꜳꜳ"),
    ("ao", "Ꜵꜵ"),
    ("au", "Ꜷꜷ"),
    ("av", "ꜸꜹꜺꜻ"),
    ("ay", "Ꜽꜽ"),
    ("dz", "ʣ"),
    ("ll", "ǁ"),
    ("ls", "ʪ"),
    ("lz", "ʫ"),
    ("oo", "Ꝏꝏ"),
    ("tf", "ꝷ"),
    ("ts", "ʦ"),
    ("ue", "ᵫ"),
    ("uo", "ꭣ"),
)
"""A letter or two, and what is always read so."""

SIGNS: dict[str, str] = {
    **{chr(0x1F170 + n): chr(97 + n) for n in range(26)},
    **dict(zip("₳฿₵₫₣₲₭₥₦₱₴₮₩", "abcdfgkmnpstw", strict=True)),
}
"""Letters in a filled square (four are emoji) and signs of currencies: letters beside letters, else themselves."""

LOOSE: dict[str, str] = {
    char: letter
    for letter, chars in (
        ("3", "зʒɜ"),
        ("6", "б"),
        ("a", "卂\u0e04"),
        ("b", "乃\u0e52"),
        ("c", "ငၚ𑣲匚"),
        ("e", "乇"),
        ("f", "千"),
        ("h", "卄"),
        ("i", "⍳ꙇ丨工"),
        ("j", "フ"),
        ("l", "\u05c0\u05d5\u05df\u0627\u07ca∣⏽│𐌠\U0001e8c7ㄥ"),
        ("m", "爪\u0e53"),
        ("n", "几\u0e01"),
        ("o", "\u05e1\u0647\u06be\u06c1\u06d5\u0b20\u0d20ဝჿዐ〇ㄖ口⭕🔵🔴⚪⚫"),
        ("p", "⍴卩"),
        ("r", "尺"),
        ("s", "\u0d1f丂\u0e23💲"),
        ("t", "ㄒ"),
        ("u", "ሀㄩ"),
        ("v", "\u05d8ꛟ"),
        ("w", "𑣯山"),
        ("x", "𐌢𑣬乂❌❎✖"),
        ("y", "ყㄚ"),
        ("z", "𐋵乙"),
    )
    for char in chars
}
"""Letters of other living scripts, and emoji, that stand for a letter or digit only where that makes a known word."""
