"""How a name may be typed: without its spaces, and by the initials of its characters."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from functools import lru_cache

_MARKS = (c for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)).startswith("M"))
_SILENT = dict.fromkeys([*map(ord, " \t\n\r\u3000'’·・.,()-–—"), *_MARKS])
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_WORDS = re.compile(r"[a-zü]+|[0-9]+")
# A syllable of pinyin; none begins with i, u or ü. Which initials go with which finals need not be known to split.
_SYLLABLE = re.compile(
    r"(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])"
    r"(?:[iu]ang|iong|[aeio]ng|uai|uan|iao|ian|[ae]i|ao|ou|[aeiuv]n|i[aeu]|u[aoie]|ve|[aoeiuv])"
    r"|ang|eng|ai|ei|ao|ou|an|en|er|a|o|e"
)
# What the names of places end in, which their pinyin usually leaves out.
_ENDINGS = {"省": "s", "市": "s", "区": "q", "县": "x", "旗": "q", "盟": "m", "州": "z", "镇": "z", "乡": "x"}
_ENDINGS |= {"自": "z", "治": "z", "地": "d", "街": "j", "道": "d", "新": "x"}


def plain(text: str) -> str:
    """`text` as it is compared: one form of each character, small letters, no spaces, points and accents."""
    if text.isascii():
        return text.casefold().translate(_SILENT)
    # A small letter may have another form than its capital, so the form is taken again.
    small = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFKD", small).translate(_SILENT)


def is_chinese(text: str) -> bool:
    """Tell whether a Chinese character stands in `text`."""
    return _HAN.search(text) is not None


def sound(name: str) -> str:
    """The pinyin of a Chinese name that came without, character by character; better is what a loader wrote."""
    return " ".join(_spoken(c) if _HAN.match(c) else c for c in name)


@lru_cache(maxsize=10_000)
def _spoken(character: str) -> str:
    # Single characters need no phrases, which take 40 MB a worker.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(character)[0])


def initials(name: str, pinyin: str) -> str:
    """The first letters of the syllables of `pinyin`, and of what it leaves out at the end of the Chinese `name`.

    Pinyin may be written by words or by syllables. A word that can be split in several ways is split into as few
    syllables as may be, unless that leaves characters over that are no ending: 西安市 written `Xian` is `xas`.
    Digits stand for themselves.
    """
    words = _WORDS.findall(pinyin.lower())
    characters = _HAN.findall(name)
    split = [_letters(word) for word in words]
    count = sum(len(s) for w, s in zip(words, split, strict=True) if not w.isdigit())
    left = characters[count:]
    over = [i for i, c in enumerate(left, start=1) if c not in _ENDINGS]
    if over and _split_finer(words, split, over[-1]):
        left = left[over[-1] :]
    return "".join(split) + "".join(_ENDINGS.get(c, "") for c in left)


def _split_finer(words: list[str], split: list[str], more: int) -> bool:
    """Split one of `words` into `more` syllables more, in its place in `split`; tell whether one can be."""
    for i, word in enumerate(words):
        if not word.isdigit() and (finer := _split(word, len(split[i]) + more)) is not None:
            split[i] = finer
            return True
    return False


@lru_cache(maxsize=20_000)
def _letters(word: str) -> str:
    """The initials of the longest syllables into which a word can be split; a number is itself."""
    if word.isdigit():
        return word
    return _split(word.replace("ü", "v"), None) or word[:1]


def _split(word: str, count: int | None) -> str | None:
    """The initials of `word` as `count` syllables (None: any number), the longest first; None where that cannot be."""
    if not word or count == 0:
        return "" if not word and not count else None
    longest = _SYLLABLE.match(word)
    for end in range(longest.end() if longest else 0, 0, -1):
        fits = _SYLLABLE.fullmatch(word, 0, end)
        if fits and (rest := _split(word[end:], None if count is None else count - 1)) is not None:
            return word[0] + rest
    return None
