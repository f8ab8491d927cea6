"""Numbers of spreadsheets, as their cells show them."""

import pytest

from corpus.parsers.office.sheets.number_formats import built_in_format, shown


@pytest.mark.parametrize(
    ("value", "form", "words"),
    [
        (0.125, "0.0%", "12.5%"),
        (-1234.5, '#,##0.00 "€";(#,##0.00 "€")', "(1,234.50 €)"),
        (-5, "0.00", "-5.00"),
        (-0.001, "0.00", "0.00"),
        (1234567, "#,##0", "1,234,567"),
        (1234567, '0.0,,"M"', "1.2M"),
        (500, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "500"),
        (2500, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "2.5K"),
        (-7, "[<0][Red]-0;[Blue]0", "-7"),
        (45000, "[$-409]d-mmm-yy;@", "15-Mar-23"),
        (-3.5, "#,##0.00_);[Red]\\(#,##0.00\\)", "(3.50)"),
        (2.675, "0.00", "2.68"),
        (0.285, "0%", "29%"),
        (1.005, "#,##0.00", "1.01"),
        (5, "000", "005"),
        (3, "0.##", "3"),
        (3.14159, "0.##", "3.14"),
        (0, '0;-0;"none"', "none"),
        (12, "[$€-407] #,##0.00", "€ 12.00"),
        (12, '_-* #,##0.00_-;\\-* #,##0.00_-;_-* "-"??_-;_-@_-', "12.00"),
        (7, '"No. "0', "No. 7"),
        (-7, "General", "-7"),
        (0.1 + 0.2, "General", "0.3"),
        (1e15, "General", "1e+15"),
        (20, 'General" m"', "20 m"),
        (12345.678, "0.00E+00", "1.23E+04"),
        (2.5, "# ?/?", "2.5"),
        (45000, "d mmm yy", "15 Mar 23"),
        (45000.75, "dd/mm/yyyy hh:mm", "15/03/2023 18:00"),
        (45000.75, "h:mm AM/PM", "6:00 PM"),
        (1.5, "[h]:mm", "36:00"),
        (0.5 + 90 / 86400, "mm:ss", "01:30"),
        (45000, "[$-F800]dddd, mmmm dd, yyyy", "Wednesday, March 15, 2023"),
        (44927, built_in_format(14), "2023-01-01"),
        (1, "yyyy-mm-dd", "1900-01-01"),
        (-1, "yyyy-mm-dd", "-1"),
        (1e300, "#,##0", "1" + ",000" * 100),
    ],
)
def test_a_number_is_what_the_cell_shows(value: float, form: str, words: str) -> None:
    """Who reads 12.5% in the sheet finds 12.5%, not 0.125."""
    assert shown(value, form) == words


def test_days_may_be_counted_from_1904() -> None:
    """As spreadsheets did that were made on a Macintosh."""
    assert shown(43538, "yyyy-mm-dd", from_1904=True) == "2023-03-15"
