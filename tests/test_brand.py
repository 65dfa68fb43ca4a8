"""The pictures are as the rules of Home Assistant's brands ask for."""

from pathlib import Path

from PIL import Image
import pytest

BRAND = Path(__file__).parent.parent / "custom_components" / "difuse" / "brand"
PICTURES = sorted(BRAND.iterdir())
SIDES = {"": 256, "@2x": 512}


def test_there_are_icons_and_logos_also_for_dark_pages() -> None:
    kinds = ("icon", "logo", "dark_logo")
    assert {picture.name for picture in PICTURES} == {
        f"{kind}{more}.png" for kind in kinds for more in SIDES
    }


@pytest.mark.parametrize("picture", PICTURES, ids=[picture.stem for picture in PICTURES])
def test_a_picture_is_trimmed_transparent_interlaced_and_as_large_as_it_may_be(
    picture: Path,
) -> None:
    kind, more, _ = picture.stem.partition("@2x")
    with Image.open(picture) as image:
        assert image.format == "PNG"
        assert image.info.get("interlace") == 1
        assert image.height == SIDES[more]
        assert (image.width == image.height) == (kind == "icon")
        assert image.width >= image.height
        seen = image.convert("RGBA")
        assert seen.getchannel("A").getbbox() == (0, 0, *image.size)
        assert seen.getpixel((0, 0)) == (0, 0, 0, 0)


@pytest.mark.parametrize("picture", PICTURES, ids=[picture.stem for picture in PICTURES])
def test_a_picture_is_small_enough_for_a_page(picture: Path) -> None:
    assert picture.stat().st_size < 64 * 1024
