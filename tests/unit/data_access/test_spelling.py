"""A name is found however it is typed: by its characters, its pinyin, its initials."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data_access.spelling import initials, is_chinese, plain, sound


@pytest.mark.parametrize(
    ("name", "pinyin", "expected"),
    [
        ("中山市", "Zhongshan", "zss"),
        ("中山市", "Zhongshan Shi", "zss"),
        ("中山市", "Zhong Shan Shi", "zss"),
        ("西安市", "Xi'an", "xas"),
        ("西安市", "Xian", "xas"),
        ("咸宁市", "Xianning", "xns"),
        ("长安区", "Changan", "caq"),
        ("东城区", "Dongcheng", "dcq"),
        ("吕梁市", "Lüliang", "lls"),
        ("延边朝鲜族自治州", "Yanbian", "ybzzz"),
        ("雄安新区", "Xiongan", "xaxq"),
        ("晨光明德小学", "Chenguang Mingde Xiaoxue", "cgmdxx"),
        ("第17中学", "Di 17 Zhongxue", "d17zx"),
        ("", "", ""),
        ("Plain School", "", ""),
    ],
)
def test_initials_are_those_of_the_syllables(name: str, pinyin: str, expected: str) -> None:
    assert initials(name, pinyin) == expected


def test_pinyin_by_syllables_and_by_words_gives_the_same_initials() -> None:
    for name in ("长沙市雨花区", "上海市浦东新区", "厚街镇第一小学", "安阳市殷都区"):
        spoken = sound(name)
        assert initials(name, spoken) == initials(name, spoken.title()) == "".join(s[0] for s in spoken.split())


@given(st.text(max_size=40))
@example("´¸")
def test_plain_text_is_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text(max_size=30), st.text(max_size=60))
def test_no_name_is_refused(name: str, pinyin: str) -> None:
    assert len(initials(name, pinyin)) <= len(name) + len(pinyin)


@pytest.mark.parametrize(
    ("text", "kept"),
    [(" Xi’an ", "xian"), ("ＡＢＣ　中", "abc中"), ("Cháng'ān", "changan"), ("Number 7, East", "number7east")],
)
def test_width_case_spaces_and_marks_do_not_count(text: str, kept: str) -> None:
    assert plain(text) == kept


def test_a_chinese_text_is_known() -> None:
    assert is_chinese("a中") and not is_chinese("zs 44-2000 é")
