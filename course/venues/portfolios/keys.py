"""What a text holds that nobody should paste: keys, passwords, tokens, seed phrases.

Addresses, hashes of transactions and public keys are none of them. What a private key shares its form with (64 hexadecimal
digits, 88 signs of base 58) is taken for one where it stands alone or under a name that says so, not under one like ``txHash``.
"""

from __future__ import annotations

import re

# Twelve short words in a row: no venue's answer and no table has them. Commas alone do not separate words: columns have those.
_LEAST = 12
_BETWEEN = r"""(?=[,;\d.)\[\]]{0,8}[\s"'])[\s"',;\d.)\[\]]{1,16}"""
_WORDS = rf"(?<![a-z])(?:[a-z]{{3,8}}{_BETWEEN}){{{_LEAST - 1},}}[a-z]{{3,8}}(?![a-z])"
_ROW = r"(?<![a-z,])(?:[a-z]{3,8},){11,23}[a-z]{3,8}(?![a-z,])"
_EAST = r"(?:[\u3041-\u30ff\u4e00-\u9fff]{1,8}[\s\u3000]{1,4}){11}[\u3041-\u30ff\u4e00-\u9fff]{1,8}"
_RUN, _PHRASE = re.compile(rf"{_WORDS}|{_ROW}"), re.compile(_EAST)
#: Columns of tables that are short words too: twelve words of which three are among them are a header.
_COLUMNS = frozenset(
    ("market", "symbol", "coin", "size", "entry", "mark", "side", "price", "time", "amount", "fee", "pool", "mode", "date",
     "unit", "position", "balance", "change")
)  # fmt: skip
#: Columns that stand in no list of words for seed phrases: one of them is enough.
_NO_WORDS = frozenset(
    ("quantity", "filled", "funding", "contract", "currency", "realized", "maker", "taker", "notional", "uid", "utc", "status",
     "pnl", "exec", "amt", "qty", "avg", "leverage", "wallet", "liq")
)  # fmt: skip
_NAMES = (
    r"api[-_ ]?(key|secret|passphrase|token)|secret[-_ ]?(key|phrase)|priv(ate)?[-_ ]?key|signing[-_ ]?key|mnemonic"
    r"|(seed|recovery|wallet|backup)[-_ ]?(phrase|words?|seed)|pass[-_ ]?(word|phrase)|(access|auth|session)[-_ ]?token"
    r"|listen[-_ ]?key|ok-access-(key|sign)|x-bapi-(api-key|sign)|set-cookie"
)
# Names may stand inside longer ones (binanceApiKey, wallet_private_key), short words may not (proceeds).
# "Invalid API-key, IP, …" is a venue's refusal, unless something is said to be the key.
_NAMED = re.compile(
    rf"""((?<!invalid )({_NAMES})\w{{0,20}}["']?[ \t]*([:=,;\t]|$)|({_NAMES})\w{{0,20}}["']?[ \t]*[:=])"""
    r"""|(?<![a-z])((secret|bearer|jwt|authorization|cookie)["']?[ \t]*([:=,;\t]|$)|seed["']?[ \t]*[:=])""",
    re.MULTILINE,
)
_PARTS = (
    "key", "secret", "phrase", "token", "mnemonic", "word", "seed", "bearer", "jwt", "authorization", "cookie", "sign",
)  # fmt: skip
_HEX = re.compile(r"(?<![0-9a-f])[0-9a-f]{60,64}(?![0-9a-f])")
_BEFORE = re.compile(r"""(?<![\w-])([\w-]{1,60})["']?[ \t]*[:=][ \t]*["']?(?:0x)?$""")
_OF_A_KEY = re.compile(r"(?!.*pub)(?:.*(?:key|priv|signer|wallet|agent|seed|entropy)|[ps]k$)")
_58 = "1-9A-HJ-NP-Za-km-z"
_PRIVATE, _SEED = "what may be a private key", "what looks like a seed phrase"


def _alone(form: str) -> re.Pattern[str]:
    """Something that stands on a line by itself."""
    return re.compile(rf"""^[ \t]*["']?(?:{form})["']?[ \t,;]*$""", re.MULTILINE)


_SECRETS = (
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"), "a private key"),
    (re.compile(rf"\b(xprv|yprv|zprv|tprv)[{_58}]{{50,}}"), "a private key"),
    (re.compile(r"""["'](ciphertext|kdfparams)["']\s*:"""), "an encrypted key"),
    (_alone(r"(?:0x)?[0-9a-fA-F]{62,64}"), _PRIVATE),
    (re.compile(rf"(?<![{_58}])(?:5[HJK][{_58}]{{49}}|[KLc][{_58}]{{51}})(?![{_58}0OIl])"), _PRIVATE),
    (_alone(rf"[{_58}]{{87,88}}"), _PRIVATE),
    (re.compile(r"\[\s*(?:\d{1,3}\s*,\s*){31}(?:(?:\d{1,3}\s*,\s*){32})?\d{1,3}\s*\]"), _PRIVATE),
    (re.compile(r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}"), "a token"),
    (re.compile(r"(?<![A-Za-z0-9])(?:(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_\w{30,}|xox[bap]-[\w-]{10,})"), "a token"),
    (re.compile(r"[?&][\w-]{0,30}(?:signature|token|key|sig)=[^&\s\"']{8,}", re.IGNORECASE), "an address that is signed"),
    (re.compile(r"://[^\s/@:\"']{1,80}:[^\s/@:\"']{1,80}@"), "a password in an address"),
    (_PHRASE, _SEED),
)  # fmt: skip


def secret_in(text: str) -> str:
    """What a text holds that is nobody's business, in words; "" for nothing."""
    low = text.lower()  # what is the same in capitals is looked for in small letters: three times as fast
    if any(part in low for part in _PARTS) and _NAMED.search(low):
        return "a key or a password"
    for form, what in _SECRETS:
        if form.search(text):
            return what
    for found in _HEX.finditer(low):
        name = _BEFORE.search(low, max(found.start() - 80, 0), found.start())
        if name and _OF_A_KEY.match(name.group(1)):
            return _PRIVATE
    return _SEED if any(_a_phrase(re.findall("[a-z]+", found.group())) for found in _RUN.finditer(low)) else ""


def _a_phrase(words: list[str]) -> bool:
    """Whether twelve words in a row among these are not those of a header: a phrase may stand right below one."""
    rows = ({*words[i : i + _LEAST]} for i in range(len(words) - _LEAST + 1))
    return any(len(_COLUMNS & row) < 3 and not _NO_WORDS & row for row in rows)
