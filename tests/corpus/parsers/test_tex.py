r"""LaTeX: the words that a document prints."""

import pytest

from tests.corpus.parsers.packages import parsed


def text(code: str) -> str:
    return parsed(code.encode(), "a.tex").text


PAPER = r"""% A secret comment.
\documentclass[11pt]{article}
\newcommand{\model}{\textsc{FloodNet}}
\newcommand{\gauge}[2][East]{gauge~#2 in the #1}
\def\half{1/2}
\title{Predicting floods\\ on the Medway\thanks{Funded by nobody.}}
\author{Ann Lee\thanks{Kent} \and Tom Fry}
\date{2023-02-14}
\begin{document}
\maketitle
\begin{abstract}
We predict floods ``two hours'' ahead. % really?
\end{abstract}
\section{Introduction}\label{sec:intro}
Floods are costly~\cite{lee2020}, see Section~\ref{sec:method}. The \model{} model
reads \gauge{7}, and \half\ of it.\footnote{The gauge was taken down in 1991.} Caf\'e.

\subsection*{Method}
We minimise
\begin{equation}
  L = \sum_{i} y_i
\end{equation}
over all gauges.
\input{other}
\end{document}
Nothing of this.
"""


def test_a_paper_is_what_it_prints() -> None:
    """Comments, commands and the preamble are no text; notes stand at the end; macros are what
    they stand for; a formula does not end its sentence."""
    found = parsed(PAPER.encode(), "a.tex")
    assert found.text.split("\n\n") == [
        "Predicting floods on the Medway",
        "We predict floods “two hours” ahead.",
        "Introduction",
        "Floods are costly [lee2020], see Section [sec:method]. The FloodNet model reads gauge 7 "
        "in the East, and 1/2 of it. Café.",
        "Method",
        "We minimise L = ∑_i y_i over all gauges.",
        "The gauge was taken down in 1991.",
    ]
    assert [(one.label, one.level) for one in found.outline] == [
        ("Predicting floods on the Medway", 1), ("Introduction", 2), ("Method", 3),
    ]  # fmt: skip
    metadata = found.metadata
    assert (metadata.title, metadata.author, metadata.published) == (
        "Predicting floods on the Medway", "Ann Lee, Tom Fry", "2023-02-14",
    )  # fmt: skip
    assert found.notes == ["parts in other files are not in it: other"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (r"100\,\% of 3--4 Erd\H{o}s, na\"\i ve \ss", "100 % of 3–4 Erdős, naïve ß"),
        (r"\textbf{Bold \textit{both}} and {\em more} of \unknown{it}", "Bold both and more of it"),
        (r"Then \[ a = b \] and $$c$$ and $\alpha$.", "Then a = b and c and α."),
        (r"See \href{https://x.example}{our page}, \url{https://y.example}.",
         "See our page, https://y.example."),
        (r"It is \SI{3}{\metre} high, \verb|a_{b}| and \texttt{c\_d}.",
         "It is 3 metre high, a_{b} and c_d."),
        (r"One. \begin{lstlisting}[language=C]" "\nint x; % no comment\n" r"\end{lstlisting} Two.",
         "One.\n\nTwo."),
        (r"\begin{tikzpicture}\draw (0,0);\end{tikzpicture}Seen.", "Seen."),
        (r"\begin{itemize}\item First.\item[(b)] Second.\end{itemize}", "First.\n\n(b) Second."),
        (r"\begin{tabular}{lr}\toprule Place & Metres \\ \midrule Teston & 4.20 \\ \end{tabular}",
         "Place\tMetres\nTeston\t4.20"),
        (r"\begin{figure}\includegraphics[width=3cm]{a.png}\caption[Short]{The map.}\end{figure}",
         "The map."),
        (r"a 50\% share % a comment" "\nis half.", "a 50% share is half."),
        (r"\begin{thebibliography}{9}\bibitem{lee} Ann Lee. Floods.\end{thebibliography}",
         "Ann Lee. Floods."),
        (r"Unclosed {group and \begin{itemize} \item x", "Unclosed group and\n\nx"),
    ],
)  # fmt: skip
def test_code_is_what_it_prints(code: str, words: str) -> None:
    """Accents, formulas, links, lists, tables, captions; programs and drawings are left out."""
    assert text(code) == words


def test_macros_do_not_blow_a_text_up() -> None:
    """Definitions that multiply each other are left as they are."""
    code = "".join(
        rf"\newcommand{{\{chr(98 + n)}}}{{{(chr(92) + chr(97 + n)) * 30}}}" for n in range(9)
    )
    assert len(text(rf"\newcommand{{\a}}{{Rain}}{code} It is \j.")) < 1_000_000


def test_a_part_has_its_heading_for_a_title() -> None:
    """A chapter in a file of its own has no title but that."""
    found = parsed(rb"\chapter{The flood}\label{a} It rained.", "a.tex")
    assert (found.metadata.title, found.text) == ("The flood", "The flood\n\nIt rained.")
