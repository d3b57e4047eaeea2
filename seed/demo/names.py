"""Invented names of schools: four syllables that no real school is known to combine, and the kind of school."""

from __future__ import annotations

from math import gcd

import numpy as np
import pandas as pd

# Within a column every syllable sounds different, so that romanised names stay unique too.
_SYLLABLES = (
    "晨chen 云yun 星xing 松song 竹zhu 兰lan 海hai 江jiang 泽ze 沐mu 瑞rui 锦jin "
    "青qing 文wen 初chu 远yuan 凌ling 雪xue 春chun 彩cai 丹dan 枫feng 虹hong 碧bi",
    "光guang 帆fan 河he 林lin 溪xi 峰feng 阳yang 月yue 桥qiao 园yuan 川chuan 湖hu "
    "岭ling 田tian 洲zhou 屏ping 台tai 港gang 渡du 波bo 泉quan 石shi 塘tang 湾wan",
    "明ming 启qi 立li 崇chong 尚shang 弘hong 博bo 致zhi 敏min 笃du 勤qin 诚cheng "
    "思si 正zheng 新xin 育yu 树shu 怀huai 广guang 和he 善shan 乐le 静jing 培pei",
    "德de 智zhi 学xue 行xing 心xin 礼li 艺yi 道dao 真zhen 才cai 达da 华hua "
    "成cheng 仁ren 恒heng 方fang 源yuan 辉hui 本ben 书shu 贤xian 能neng 宁ning 则ze",
)
_KINDS = {
    "primary": ("小学", "Primary School", "Xiaoxue"),
    "junior": ("初级中学", "Junior Secondary School", "Chuji Zhongxue"),
    "senior": ("高级中学", "Senior Secondary School", "Gaoji Zhongxue"),
    "nine_year": ("九年一贯制学校", "Nine-Year School", "Jiunian Yiguanzhi Xuexiao"),
    "twelve_year": ("十二年一贯制学校", "Twelve-Year School", "Shiernian Yiguanzhi Xuexiao"),
    "vocational": ("中等职业学校", "Vocational School", "Zhongdeng Zhiye Xuexiao"),
    "teaching_point": ("教学点", "Teaching Point", "Jiaoxuedian"),
}


def names(stages: pd.Series, rng: np.random.Generator) -> pd.DataFrame:
    """Return a unique name_zh, name_en and pinyin for each school, by its stage."""
    columns = [[(part[0], part[1:]) for part in column.split()] for column in _SYLLABLES]
    sizes = [len(column) for column in columns]
    total = int(np.prod(sizes))
    step = int(rng.integers(total // 3, total // 2))
    while gcd(step, total) != 1:
        step += 1
    # A step that shares no divisor with the number of names visits each name once before any comes again.
    picks = (int(rng.integers(total)) + step * np.arange(len(stages), dtype=np.int64)) % total
    chosen = np.unravel_index(picks, sizes)
    zh, en, pinyin = [], [], []
    for stage, *places in zip(stages, *chosen, strict=True):
        parts = [column[place] for column, place in zip(columns, places, strict=True)]
        kind_zh, kind_en, kind_pinyin = _KINDS[stage]
        sound = f"{parts[0][1]}{parts[1][1]}".capitalize() + " " + f"{parts[2][1]}{parts[3][1]}".capitalize()
        zh.append("".join(part[0] for part in parts) + kind_zh)
        en.append(f"{sound} {kind_en}")
        pinyin.append(f"{sound} {kind_pinyin}")
    return pd.DataFrame({"name_zh": zh, "name_en": en, "pinyin": pinyin}, index=stages.index)
