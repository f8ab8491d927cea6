// Offers the permanent link of the words that are selected in a document. Pages work without it.
// Offsets of the link are Unicode code points; a browser counts UTF-16 units.
"use strict";
{
  const text = document.getElementById("text");
  const bar = document.getElementById("selection");
  const link = bar.querySelector("a");

  const place = (node, offset) => {
    const inside = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const block = inside.closest("[data-start]");
    if (!block || !text.contains(block)) return null;
    const before = document.createRange();
    before.setStart(block, 0);
    before.setEnd(node, offset);
    return Number(block.dataset.start) + [...before.toString()].length;
  };

  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    bar.hidden = true;
    if (!chosen.rangeCount || chosen.isCollapsed) return;
    const range = chosen.getRangeAt(0);
    const words = range.toString();
    const start = place(range.startContainer, range.startOffset);
    const end = place(range.endContainer, range.endOffset);
    if (start === null || end === null || end <= start || !words.trim()) return;
    const blank = (part) => [...part].length;
    const first = start + blank(words.slice(0, words.length - words.trimStart().length));
    const last = end - blank(words.slice(words.trimEnd().length));
    if (last <= first) return;
    link.href = `${text.dataset.path}/${first}-${last}#quote`;
    bar.hidden = false;
  });
}
