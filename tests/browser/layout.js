// What a drawn page is measured by: contrast of every text, what is cut, and what lies on something else.
const measure = (() => {
  const parse = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, under) => {
    const mix = (c) => top[c] * top.a + under[c] * (1 - top.a);
    return { r: mix("r"), g: mix("g"), b: mix("b"), a: 1 };
  };
  const light = ({ r, g, b }) => {
    const part = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      layers.push(colour);
      if (colour.a === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 });
  };
  const contrast = (element) => {
    const under = behind(element);
    const [a, b] = [light(over(parse(getComputedStyle(element).color), under)), light(under)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const texts = (root) => {
    const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const range = root.ownerDocument.createRange();
      range.selectNodeContents(node);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
      if (node.data.trim() && boxes.length && !node.parentElement.closest("script, style")) found.push({ node, boxes });
    }
    return found;
  };
  const onEachOther = (found) => {
    const boxes = found.flatMap(({ node, boxes }) => boxes.map((box) => ({ node, box })));
    const hits = [];
    boxes.forEach(({ node, box }, n) => {
      for (const other of boxes.slice(n + 1)) {
        if (other.node === node) continue;
        const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (wide > 1 && high > 3) hits.push(`${node.data.trim().slice(0, 40)} / ${other.node.data.trim().slice(0, 40)}`);
      }
    });
    return hits;
  };
  return (root) => {
    const all = [...root.querySelectorAll("*")];
    const right = root.getBoundingClientRect().right;
    const found = texts(root);
    const named = (e) => `${e.tagName}: ${e.textContent.trim().slice(0, 40)}`;
    const ratios = found.map(({ node }) => [Number(contrast(node.parentElement).toFixed(2)), node.data.trim().slice(0, 40)]);
    return {
      texts: found.length,
      contrast: ratios.sort((a, b) => a[0] - b[0])[0],
      low: ratios.filter(([ratio]) => ratio < 4.5),
      cut: all.filter((e) => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1).map(named),
      outside: all.filter((e) => e.getBoundingClientRect().right > right + 1).map(named),
      overlaps: onEachOther(found),
    };
  };
})();
