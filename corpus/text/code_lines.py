"""Lines of programs, by their looks: where nothing says that they are code.

In doubt a line is text: code that is quoted does less harm than a sentence that never is.
"""

import re

# A line of a program, of a shell's input, of a configuration, of markup.
_LINE_OF_CODE = re.compile(
    r"\s*(?:[$%]\s+\w|\w*[#>=]>\s|>>>\s|\.\.\.\s|/[/*]|\*/|#(?:include|define|if|endif|!|\s\w)"
    r"|</?\w+[\s/>]|(?:def|function|fn|func)\s+\w+\s*[(<]|(?:class|struct)\s+\w.*[:{]$"
    r"|(?:var|let|const)\s+[\w{\[]+[^=]*=|(?:import|export)\s.*[;'\"]$|from\s\S+\simport\s"
    r"|(?:if|for|while|switch|elif)\b.*[({:]$"
    r"|(?:SELECT|INSERT|UPDATE|CREATE|ALTER|DROP)\s\w*[^.]*$"
    r"|[}\])]+[;,]?$|--?[a-z][\w-]*(?:[\s=]|$)|@\w+[({]|[\"'][\w-]{1,60}[\"']:\s)"
    r"|.*(?:[;{}\\]|\)\s?[;:]|\w\(\)|&&|\|\|)$"
    r"|[\w.$\[\]\"'-]+\s*(?::=|[-+*/|&]?=(?!=)|->|=>|<-)\s*\S"
)
_LONGEST_LINE = 500
# What begins a command, which has no mark of code at all ("pip install gauges"), and what ends a
# sentence or a line of verse.
_COMMAND = re.compile(r"[a-z./~$][\w./~$-]*(?: .*)?[^\s.,:;!?…]|[a-z]")
_MOST_COMMANDS = 3


def looks_like_code(words: str) -> bool:
    """Whether most lines are those of a program.

    >>> looks_like_code("$ ls\\n$ cd /tmp"), looks_like_code("Rain fell\\non Kent;\\nit was cold.")
    (True, False)
    """
    lines = [line.rstrip()[:_LONGEST_LINE] for line in words.splitlines() if line.strip()]
    return sum(_LINE_OF_CODE.match(line) is not None for line in lines) * 2 > len(lines)


def looks_like_commands(words: str) -> bool:
    """Whether these are a few lines that may be typed at a prompt. So may be a line of verse, so
    ask only where code is expected.

    >>> looks_like_commands("pip install gauges"), looks_like_commands("Rain fell on Kent.")
    (True, False)
    """
    lines = [line.strip()[:_LONGEST_LINE] for line in words.splitlines() if line.strip()]
    return 0 < len(lines) <= _MOST_COMMANDS and all(map(_COMMAND.fullmatch, lines))
