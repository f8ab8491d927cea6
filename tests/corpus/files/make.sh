#!/usr/bin/env bash
# Makes the files here from those in originals/, each with the usual tool of its format. Run once, in
# this folder, where pandoc, LibreOffice, Chromium and qpdf are installed; what they made is
# committed, so that the tests need none of them.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
office() { soffice --headless -env:UserInstallation="file://$work/profile" "$@" >/dev/null; }
browser() {
    chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/chromium" "$@" 2>/dev/null
}

for kind in docx odt epub rtf html; do
    pandoc --standalone originals/reports.md -o "pandoc.$kind"
done

office --convert-to odt:writer8 --outdir "$work" pandoc.docx
mv "$work/pandoc.odt" writer.odt
for kind in docx doc pdf rtf html epub; do
    office --convert-to "$kind" --outdir . writer.odt
done

(cd ../../.. && python3 -m tests.corpus.files.make_office "$work")
cp "$work/lease.docx" .
for kind in doc rtf odt; do
    office --convert-to "$kind" --outdir . lease.docx
done
office --convert-to "xlsx:Calc MS Excel 2007 XML" --outdir . "$work/calc.xlsx"
office --convert-to "pptx:Impress MS PowerPoint 2007 XML" --outdir . "$work/impress.pptx"

page="file://$PWD/originals"
browser --no-pdf-header-footer --print-to-pdf="chromium-columns.pdf" "$page/columns.html"
browser --print-to-pdf="chromium-page.pdf" "$page/page.html"
browser --dump-dom "$page/page.html" >chromium-page.html

qpdf --encrypt secret secret 256 -- writer.pdf encrypted.pdf
python3 make_others.py
