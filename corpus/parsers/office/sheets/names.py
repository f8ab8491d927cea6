"""Names and values of SpreadsheetML, the XML of .xlsx workbooks."""

import functools

from corpus.parsers.office import values

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# The number of a row may have seven digits.
whole_number = functools.partial(values.whole_number, digits=7)
