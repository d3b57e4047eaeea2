"""The places, areas, programmes and platforms: real ones, from the reference files."""

from __future__ import annotations

from typing import Any

import pandas as pd

from seed.demo.tables import dates, read

WITHOUT_DATA = ("71", "81", "82")
"""Taiwan, Hong Kong and Macao stand in the place tree, but the warehouse holds no data of them."""
XPCC_COUNTIES = "659"
_MACRO = {"东部/Eastern": "east", "中部/Central": "central", "西部/Western": "west", "东北/Northeastern": "northeast"}


def regions() -> pd.DataFrame:
    """Return every region of the reference file as rows of `region`, by code."""
    given = read("reference/china_divisions.csv").rename(columns={"code": "region_code"})
    tiles = read("reference/china_tile_grid.csv")
    macro = dict(zip(tiles["code"], tiles["macro_region"].map(_MACRO), strict=True))
    province = given["region_code"].str[:2] + "0000"
    given["macro_region"] = [macro.get(code) if code[:2] not in WITHOUT_DATA else None for code in province]
    given["is_minority_area"] = given["name_zh"].str.contains("自治")
    return given.drop(columns="name_en_source").sort_values("region_code", ignore_index=True)


def leaves(region: pd.DataFrame) -> pd.DataFrame:
    """Return the regions that schools hang on: counties, and prefectures without any."""
    parents = set(region["parent_code"])
    lowest = region[region["level"].isin(["prefecture", "county"]) & ~region["region_code"].isin(parents)]
    return lowest[~lowest["region_code"].str[:2].isin(WITHOUT_DATA)].reset_index(drop=True)


def population() -> dict[str, float]:
    """Return the population of each province in the 2020 census."""
    tiles = read("reference/china_tile_grid.csv").dropna(subset=["census2020_pop"])
    return {str(row.code): float(str(row.census2020_pop)) for row in tiles.itertuples()}


def demonstration_areas() -> pd.DataFrame:
    """Return the demonstration areas and pilots as published."""
    return read("reference/demo_areas.csv")


def area_members(areas: pd.DataFrame) -> pd.DataFrame:
    """Return one row of `area_member` for each area and member region; an undated area stays undated."""
    rows: list[dict[str, Any]] = [
        {
            "area_code": row["area_code"],
            "region_code": code,
            "role": row["role"],
            "track": "in_depth" if row["note"] == "in-depth track" else None,
            "batch": row["batch"],
            "valid_from": row["start_date"],
        }
        for row in areas.to_dict("records")
        for code in str(row["region_codes"]).split("|")
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(valid_from=dates(frame["valid_from"]))


def programmes() -> pd.DataFrame:
    """Return the register of programmes."""
    frame = read("demo/programmes.csv")
    return frame.assign(starts_on=dates(frame["starts_on"]), ends_on=dates(frame["ends_on"]))


def published_figures() -> pd.DataFrame:
    """Return the published figures with their values as numbers."""
    frame = read("reference/published_figures.csv")
    return frame.assign(value=frame["value"].astype(float))


def platforms(region: pd.DataFrame) -> pd.DataFrame:
    """Return the national platform, one for each province and for XPCC, and the local ones of some cities."""
    provinces = region[(region["level"] == "province") & ~region["region_code"].str[:2].isin(WITHOUT_DATA)]
    rows: list[tuple[str, str, str, str | None, str]] = [
        ("national", "国家智慧教育公共服务平台", "National Smart Education Platform", "000000", "national")
    ]
    tiles = read("reference/china_tile_grid.csv")
    short = dict(zip(tiles["code"], tiles["name_short_en"], strict=True))
    rows += [
        (f"province-{code}", f"{zh}智慧教育平台", f"{short[code]} Smart Education Platform", code, "provincial")
        for code, zh in zip(provinces["region_code"], provinces["name_zh"], strict=True)
    ]
    rows.append(("xpcc", "新疆生产建设兵团智慧教育平台", "XPCC Smart Education Platform", None, "provincial"))
    rows += [(code, zh, en, place, "local") for place, (code, zh, en) in LOCAL_PLATFORMS.items()]
    return pd.DataFrame(rows, columns=["platform_code", "name_zh", "name_en", "region_code", "tier"])


LOCAL_PLATFORMS = {
    "420100": ("local-wuhan", "武汉教育云", "Wuhan Education Cloud"),
    "442000": ("local-zhongshan", "中山市教育资源中心", "Zhongshan Resource Centre"),
    "440100": ("local-guangzhou", "广州共享课堂", "Guangzhou Shared Classroom"),
    "440300": ("local-shenzhen", "深圳市教育云", "Shenzhen Education Cloud"),
    "320500": ("local-suzhou", "苏州线上教育中心", "Suzhou Online Education Centre"),
    "370200": ("local-qingdao", "青岛教育资源平台", "Qingdao Education Resource Platform"),
}


def feeds() -> pd.DataFrame:
    """Return the reports that units owe."""
    return read("demo/feeds.csv")
