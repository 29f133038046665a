"""What each person looks like: skin, hair, clothes and shoes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """Web colours, and how far the clothes reach.

    sleeve, leg: share of the whole arm (shoulder to wrist) and leg (hip to ankle) that is covered. thickness: m of cloth.
    feet: "bare", "socks" or "shoes", in the colour ``shoe``.
    """

    skin: str
    hair: str
    cut: str
    shirt: str
    sleeve: float
    bottoms: str
    leg: float
    feet: str
    shoe: str = "#e8e6e2"
    thickness: float = 0.007


#: Person -> looks to choose from; the first is the usual one.
LOOKS: dict[str, tuple[Look, ...]] = {
    "a": (
        Look("#dfae92", "#4a2f20", "bun", "#2f7f8c", 0.10, "#23262e", 0.97, "bare", thickness=0.004),
        Look("#dfae92", "#4a2f20", "tail", "#c6455c", 0.24, "#3d4660", 0.97, "socks", "#d9d9dc"),
    ),
    "b": (
        Look("#d8a283", "#2a201b", "short", "#c4c9cf", 0.27, "#28406b", 0.42, "shoes", "#e9e7e1"),
        Look("#d8a283", "#2a201b", "short", "#7a2f35", 0.27, "#4b4d52", 0.42, "bare"),
    ),
    "c": (
        Look("#8a5a3f", "#191412", "bob", "#d9a23c", 0.30, "#3a2c4f", 0.95, "bare"),
        Look("#8a5a3f", "#191412", "bun", "#dfe3e6", 0.30, "#285c4d", 0.95, "shoes", "#30343c"),
    ),
    "d": (
        Look("#b98561", "#151314", "short", "#3c6b4a", 0.26, "#8a8478", 0.95, "socks", "#2c2f36"),
        Look("#b98561", "#151314", "short", "#e0ddd4", 0.90, "#2b2e38", 0.95, "shoes", "#b8412f"),
    ),
    "e": (
        Look("#e6b8a0", "#9a958e", "short", "#4a6fa5", 0.28, "#2e2f33", 0.38, "shoes", "#3b3e45"),
        Look("#e6b8a0", "#9a958e", "short", "#d46a3a", 0.28, "#4d5a4a", 0.95, "bare"),
    ),
    "f": (
        Look("#6f4631", "#0f0d0c", "bun", "#8d3f6b", 0.12, "#4a5560", 0.97, "shoes", "#d7d2c8", thickness=0.004),
        Look("#6f4631", "#0f0d0c", "tail", "#e3c65b", 0.26, "#1f2a44", 0.55, "bare"),
    ),
    "g": (
        Look("#eac3ad", "#8c4a25", "short", "#2b2d31", 0.25, "#7c7f63", 0.44, "bare"),
        Look("#eac3ad", "#8c4a25", "short", "#5b7f95", 0.88, "#24262b", 0.95, "socks", "#c9c6bf"),
    ),
    "h": (
        Look("#d9ab82", "#c9a45c", "bob", "#5f8f5a", 0.90, "#6b3f3a", 0.95, "socks", "#efe9df"),
        Look("#d9ab82", "#c9a45c", "tail", "#f0ece4", 0.28, "#4b3a63", 0.96, "shoes", "#3f6f8f"),
    ),
    "i": (
        Look("#a9714f", "#221814", "tail", "#7f8fa6", 0.27, "#2c3a33", 0.96, "bare"),
        Look("#a9714f", "#221814", "bun", "#b23a48", 0.14, "#55505e", 0.58, "socks", "#e4e0da", thickness=0.004),
    ),
    "j": (
        Look("#dba98a", "#8f8a84", "short", "#4b5a3c", 0.28, "#3b4252", 0.95, "socks", "#40434a"),
        Look("#dba98a", "#8f8a84", "short", "#c9a27a", 0.90, "#5c5f66", 0.44, "shoes", "#d8d4cc"),
    ),
    "k": (
        Look("#e2b796", "#6b3a22", "bob", "#3f5f8a", 0.26, "#5a5d62", 0.96, "socks", "#e3ddd2"),
        Look("#e2b796", "#6b3a22", "tail", "#d8d2c4", 0.12, "#2f4a46", 0.96, "bare", thickness=0.004),
    ),
    "l": (
        Look("#7d5239", "#15110f", "short", "#b5bcc4", 0.27, "#33384a", 0.46, "shoes", "#4a4d55"),
        Look("#7d5239", "#15110f", "short", "#466b63", 0.28, "#8d8676", 0.95, "bare"),
    ),
    "m": (
        Look("#c68e6b", "#1c1715", "short", "#8c9a5b", 0.27, "#2b3350", 0.95, "socks", "#d5d0c6"),
        Look("#c68e6b", "#1c1715", "short", "#b0b7bf", 0.27, "#6d5a49", 0.45, "shoes", "#2f3338"),
    ),
    "n": (
        Look("#f0cdb4", "#a5512c", "tail", "#40586f", 0.25, "#70434e", 0.96, "bare"),
        Look("#f0cdb4", "#a5512c", "bun", "#cfa14e", 0.12, "#33363d", 0.97, "socks", "#dcd7cf", thickness=0.004),
    ),
    "o": (
        Look("#b47f5c", "#3a2a22", "bob", "#a8443c", 0.27, "#39424e", 0.96, "socks", "#e6e1d8"),
        Look("#b47f5c", "#3a2a22", "bun", "#6f93a8", 0.26, "#453a52", 0.96, "bare", thickness=0.004),
    ),
    "p": (
        Look("#e4bb9c", "#5d4a35", "short", "#38556b", 0.27, "#77716a", 0.46, "shoes", "#33363b"),
        Look("#e4bb9c", "#5d4a35", "short", "#c7b07c", 0.88, "#2d3540", 0.95, "socks", "#cfcac2"),
    ),
    "q": (
        Look("#96633f", "#1a1412", "bun", "#c9b458", 0.25, "#2f3b52", 0.96, "bare"),
        Look("#96633f", "#1a1412", "tail", "#4f7d73", 0.14, "#63505a", 0.96, "socks", "#dedad1", thickness=0.004),
    ),
    "r": (
        Look("#d9a685", "#7a6a58", "short", "#6a7f4f", 0.28, "#303642", 0.95, "shoes", "#4b4e54"),
        Look("#d9a685", "#7a6a58", "short", "#b0653f", 0.27, "#565b66", 0.45, "bare"),
    ),
    "s": (
        Look("#cf9b7a", "#2c1d16", "tail", "#5a7d9a", 0.26, "#4d3b4f", 0.96, "socks", "#e1dcd3"),
        Look("#cf9b7a", "#2c1d16", "bun", "#b5584a", 0.13, "#2e4038", 0.97, "bare", thickness=0.004),
    ),
    "t": (
        Look("#ecc4a6", "#3f2f24", "short", "#8a9470", 0.27, "#3a4150", 0.95, "bare"),
        Look("#ecc4a6", "#3f2f24", "short", "#41597a", 0.28, "#6b665c", 0.46, "shoes", "#d3cec5"),
    ),
    "u": (
        Look("#8a5a3c", "#17120f", "bob", "#d0a15a", 0.26, "#3a3348", 0.96, "bare"),
        Look("#8a5a3c", "#17120f", "bun", "#7d93ab", 0.13, "#4f5a44", 0.96, "socks", "#e2ddd4", thickness=0.004),
    ),
    "v": (
        Look("#dcb090", "#4a3526", "short", "#6b4a5e", 0.28, "#363b45", 0.95, "socks", "#d7d2c9"),
        Look("#dcb090", "#4a3526", "short", "#8fa07a", 0.27, "#51586a", 0.46, "shoes", "#3a3d42"),
    ),
    "w": (
        Look("#c99a78", "#6e6259", "bob", "#4d6f62", 0.27, "#50485a", 0.96, "socks", "#dcd6ca"),
        Look("#c99a78", "#6e6259", "bun", "#b9785a", 0.26, "#2f3d47", 0.96, "bare", thickness=0.004),
    ),
    "x": (
        Look("#694228", "#120f0d", "short", "#9fb0a0", 0.28, "#3d3a4c", 0.95, "bare"),
        Look("#694228", "#120f0d", "short", "#b5873f", 0.88, "#2c3440", 0.95, "shoes", "#d9d5cd"),
    ),
    "y": (
        Look("#a06f4e", "#2a1d15", "tail", "#5f6fa0", 0.26, "#46403c", 0.96, "bare"),
        Look("#a06f4e", "#2a1d15", "bob", "#d3c7a4", 0.13, "#5a3d49", 0.96, "socks", "#e0dbd2", thickness=0.004),
    ),
    "z": (
        Look("#e2b594", "#57402c", "short", "#7c8a52", 0.28, "#34384a", 0.46, "shoes", "#50545b"),
        Look("#e2b594", "#57402c", "short", "#9d4f45", 0.27, "#6a6459", 0.95, "socks", "#d8d3c9"),
    ),
    "aa": (
        Look("#d5a487", "#7d756d", "bob", "#8a5f7a", 0.26, "#3c4a57", 0.96, "socks", "#dfd9ce"),
        Look("#d5a487", "#7d756d", "bun", "#6f9a86", 0.27, "#57474d", 0.96, "bare", thickness=0.004),
    ),
    "ab": (
        Look("#7a4e35", "#16110e", "short", "#c2b490", 0.27, "#2e3d4f", 0.95, "bare"),
        Look("#7a4e35", "#16110e", "short", "#55708c", 0.28, "#6c6a5f", 0.46, "shoes", "#d2cdc4"),
    ),
    "ac": (
        Look("#b98a68", "#241a14", "tail", "#a35b48", 0.26, "#3f4a3e", 0.96, "bare"),
        Look("#b98a68", "#241a14", "bun", "#5b6f8f", 0.27, "#4e3b47", 0.96, "socks", "#ded8cd", thickness=0.004),
    ),
    "ad": (
        Look("#ebc2a4", "#a88a5c", "short", "#4f5d6e", 0.27, "#5a5348", 0.95, "shoes", "#3c4047"),
        Look("#ebc2a4", "#a88a5c", "short", "#93a06b", 0.28, "#2f3440", 0.46, "bare"),
    ),
    "ae": (
        Look("#c4936f", "#382519", "bob", "#6b8f9c", 0.27, "#45404f", 0.96, "socks", "#e0dacf"),
        Look("#c4936f", "#382519", "tail", "#c28d4f", 0.26, "#33424a", 0.96, "bare", thickness=0.004),
    ),
    "af": (
        Look("#93633f", "#1b1512", "short", "#86597a", 0.28, "#3f4552", 0.95, "socks", "#d6d0c6"),
        Look("#93633f", "#1b1512", "short", "#a8a486", 0.27, "#4a5a50", 0.46, "shoes", "#45484e"),
    ),
    "ag": (
        Look("#e8bda0", "#5a3a26", "bun", "#9a6a52", 0.26, "#384654", 0.96, "bare"),
        Look("#e8bda0", "#5a3a26", "tail", "#6a8c78", 0.14, "#4c4152", 0.96, "socks", "#ddd7cc", thickness=0.004),
    ),
    "ah": (
        Look("#a8744f", "#2b2019", "short", "#6d8296", 0.28, "#4a463d", 0.95, "shoes", "#d4cfc6"),
        Look("#a8744f", "#2b2019", "short", "#b4924f", 0.27, "#323b48", 0.46, "bare"),
    ),
    "ai": (
        Look("#bd8a66", "#1f1712", "tail", "#8c6f9e", 0.26, "#41504a", 0.96, "socks", "#e1dbd0"),
        Look("#bd8a66", "#1f1712", "bob", "#bf9a5a", 0.27, "#3b3f52", 0.96, "bare", thickness=0.004),
    ),
    "aj": (
        Look("#dcb093", "#6b5138", "short", "#5b7f7a", 0.28, "#463f4b", 0.95, "bare"),
        Look("#dcb093", "#6b5138", "short", "#a2654e", 0.27, "#4d5645", 0.46, "socks", "#d7d1c7"),
    ),
    "ak": (
        Look("#d8a888", "#8a7f76", "bob", "#6f7f9a", 0.27, "#4b3f46", 0.96, "bare"),
        Look("#d8a888", "#8a7f76", "bun", "#b36a5a", 0.26, "#36454f", 0.96, "socks", "#e0dad0", thickness=0.004),
    ),
    "al": (
        Look("#9a6a48", "#201813", "short", "#a9a27c", 0.28, "#3d4656", 0.95, "socks", "#d6d0c5"),
        Look("#9a6a48", "#201813", "short", "#5d7a8f", 0.27, "#57504a", 0.46, "shoes", "#4a4d53"),
    ),
    "am": (
        Look("#cf9e7c", "#33231a", "tail", "#a4795c", 0.26, "#3a4558", 0.96, "socks", "#dfd9ce"),
        Look("#cf9e7c", "#33231a", "bun", "#5f8a86", 0.27, "#504052", 0.96, "bare", thickness=0.004),
    ),
    "an": (
        Look("#e0b598", "#77684f", "short", "#8b6f84", 0.28, "#40474a", 0.95, "shoes", "#d3cdc3"),
        Look("#e0b598", "#77684f", "short", "#7f8f5e", 0.27, "#3c3a4a", 0.46, "bare"),
    ),
    "ao": (
        Look("#a8764f", "#6a6058", "bob", "#7a8f6a", 0.27, "#46404e", 0.96, "socks", "#ded9cf"),
        Look("#a8764f", "#6a6058", "bun", "#a85f6a", 0.26, "#39474d", 0.96, "bare", thickness=0.004),
    ),
    "ap": (
        Look("#e4b898", "#4f3a28", "short", "#5a6f94", 0.28, "#4f4a40", 0.95, "bare"),
        Look("#e4b898", "#4f3a28", "short", "#a88a62", 0.27, "#3a4454", 0.46, "shoes", "#d5d0c6"),
    ),
    "aq": (
        Look("#86583b", "#18120f", "tail", "#b08f5c", 0.26, "#3e4a58", 0.96, "bare", thickness=0.004),
        Look("#86583b", "#18120f", "bun", "#6a7fa0", 0.27, "#544148", 0.96, "socks", "#e0dbd1"),
    ),
    "ar": (
        Look("#c79470", "#2a1f17", "short", "#7c6b8c", 0.28, "#3f4a46", 0.95, "socks", "#dad4c9"),
        Look("#c79470", "#2a1f17", "short", "#64895f", 0.27, "#4a4152", 0.46, "bare"),
    ),
    "as": (
        Look("#e6bfa3", "#9a6a3c", "bob", "#5f7d9c", 0.26, "#4c433d", 0.96, "bare"),
        Look("#e6bfa3", "#9a6a3c", "tail", "#b0705c", 0.27, "#37424f", 0.96, "socks", "#dfd9d0", thickness=0.004),
    ),
    "at": (
        Look("#b5835d", "#3d2a1c", "bun", "#a3945a", 0.26, "#43384c", 0.96, "socks", "#dcd6cb"),
        Look("#b5835d", "#3d2a1c", "bob", "#5c8470", 0.27, "#4f463e", 0.96, "bare", thickness=0.004),
    ),
    "au": (
        Look("#ddb597", "#5f5549", "short", "#94605a", 0.28, "#38454e", 0.95, "bare"),
        Look("#ddb597", "#5f5549", "short", "#6c7da3", 0.27, "#474b3c", 0.46, "shoes", "#d2ccc2"),
    ),
}
