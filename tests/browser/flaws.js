/* What is wrong with the page as it is drawn now: each function gives a list of sentences. */
(() => {
  const all = (css, root = document) => [...root.querySelectorAll(css)];
  const named = (e) =>
    e.localName + (e.id ? `#${e.id}` : "") + [...e.classList].map((c) => `.${c}`).join("") +
    ` '${(e.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40)}'`;
  const shown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const painted = (colour) => colour !== "none" && alpha(colour) > 0;
  const parts = (colour) => (colour.match(/[\d.]+(e-?\d+)?/g) || []).map(Number);
  const alpha = (colour) => (parts(colour).length > 3 ? parts(colour)[3] : parts(colour).length / 3);
  const wide = (e) => e.scrollWidth > e.clientWidth + 1;
  const scrolls = (e) => /auto|scroll/.test(getComputedStyle(e).overflowX);
  const hides = (e) => /hidden|clip/.test(getComputedStyle(e).overflowX);
  const above = (e, test) => {
    for (let p = e.parentElement; p; p = p.parentElement) if (test(p)) return p;
    return null;
  };
  const forNoEye = (e) => /* kept for screen readers */
    (e.clientWidth <= 1 && e.clientHeight <= 1) || getComputedStyle(e).clipPath === "inset(50%)";
  const marks = (svg) =>
    all("path, use, text, rect, circle, line, polyline, polygon", svg).filter((mark) => {
      const style = getComputedStyle(mark), box = mark.getBoundingClientRect();
      const seen = painted(style.fill) || painted(style.stroke) || mark.localName === "use";
      return !mark.closest("defs, clipPath") && seen && box.width + box.height > 0;
    });
  const outside = (box, frame) =>
    Math.max(frame.left - box.left, frame.top - box.top,
      box.right - frame.right, box.bottom - frame.bottom);

  /* figures */
  const undrawn = (least) => {
    const wrong = all("figure").filter((f) => !f.querySelector("svg, table"))
      .map((f) => `${named(f)} holds no figure`);
    for (const svg of all("figure svg")) {
      const box = svg.getBoundingClientRect(), drawn = marks(svg);
      if (!shown(svg) || box.width < 50 || box.height < 30)
        wrong.push(`${named(svg)} is not seen: ${box.width} x ${box.height}`);
      if (drawn.length < least || !drawn.some((mark) => mark.localName === "text"))
        wrong.push(`${named(svg)} has ${drawn.length} marks`);
    }
    return wrong;
  };
  const clipped = () =>
    all("figure svg").flatMap((svg) => {
      const frame = svg.getBoundingClientRect();
      return all("text", svg)
        .filter((text) => !text.closest("defs") && text.textContent.trim())
        .filter((text) => outside(text.getBoundingClientRect(), frame) > 1)
        .map((text) => `${named(text)} reaches beyond ${named(svg)}`);
    });
  const small = (least) =>
    all("figure svg text").filter((text) => text.textContent.trim() && shown(text)).flatMap((text) => {
      const { a, b } = text.getScreenCTM();
      const size = parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
      return size < least ? [`${named(text)} is ${size.toFixed(1)} pixels high`] : [];
    });
  const tied = () => {
    const ids = all("[id]").map((e) => e.id);
    const twice = ids.filter((id, n) => ids.indexOf(id) !== n).map((id) => `two have the id ${id}`);
    const asked = all("*").flatMap((e) => [...e.attributes].flatMap(({ value }) =>
      [...value.matchAll(/url\(['"]?#([^'")]+)/g)].map((found) => found[1])
        .concat(/^#./.test(value) && e.hasAttribute("href") ? [decodeURIComponent(value.slice(1))] : [])));
    const known = new Set(ids);
    return twice.concat(asked.filter((id) => !known.has(id)).map((id) => `nothing has the id ${id}`));
  };

  /* width */
  const overflowing = () => {
    const root = document.scrollingElement, wrong = [];
    if (root.scrollWidth > root.clientWidth)
      wrong.push(`the page is ${root.scrollWidth} wide in ${root.clientWidth}`);
    for (const e of all("body *")) {
      const box = e.getBoundingClientRect();
      if (!shown(e) || e.closest("svg svg *, svg *") || forNoEye(e) || box.width === 0) continue;
      if (box.right > root.clientWidth + 1 || box.left < -1)
        if (!above(e, (p) => scrolls(p) || forNoEye(p)) && getComputedStyle(e).position !== "absolute")
          wrong.push(`${named(e)} reaches from ${box.left} to ${box.right}`);
      if (hides(e) && wide(e)) wrong.push(`${named(e)} hides a part of itself`);
      if (!hides(e) && !scrolls(e) && e.clientWidth > 0 && wide(e) && !above(e, forNoEye))
        wrong.push(`${named(e)} is narrower than what is in it`);
    }
    return wrong;
  };
  const cut = () => /* on paper nothing scrolls */
    all("body *").filter((e) => shown(e) && !e.closest("svg *") && (scrolls(e) || hides(e)))
      .filter((e) => wide(e) && !forNoEye(e)).map((e) => `${named(e)} is cut on paper`);

  /* colour */
  const over = (top, below) => {
    const [a, b, share] = [parts(top), parts(below), alpha(top)];
    return `rgb(${[0, 1, 2].map((n) => a[n] * share + b[n] * (1 - share)).join(", ")})`;
  };
  const light = (colour) => {
    const [r, g, b] = parts(colour).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [a, b] = [light(one), light(other)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const faded = (colour, opacity) => {
    const [r, g, b] = parts(colour);
    return `rgba(${r}, ${g}, ${b}, ${alpha(colour) * opacity})`;
  };
  const ground = () => {
    const colour = getComputedStyle(document.body).backgroundColor;
    return painted(colour) ? over(colour, "rgb(255, 255, 255)") : "rgb(255, 255, 255)";
  };
  const behind = (text) => {
    const box = text.getBoundingClientRect();
    const layers = [];
    for (const e of document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2)) {
      const style = getComputedStyle(e), svg = e.closest("svg");
      if (e === text || e.localName === "text" || e.localName === "tspan") continue;
      if (svg && e !== svg) {
        if (style.fill !== "none") layers.push(faded(style.fill, style.fillOpacity * style.opacity));
      } else layers.push(style.backgroundColor);
      if (alpha(layers.at(-1) || "rgba(0,0,0,0)") === 1) break;
    }
    return layers.filter(painted).reduceRight((below, top) => over(top, below), ground());
  };
  const pale = (least) =>
    all("figure svg text").filter((text) => text.textContent.trim() && shown(text)).flatMap((text) => {
      text.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      const ground = behind(text), style = getComputedStyle(text);
      const ink = over(faded(style.fill, style.fillOpacity * style.opacity), ground);
      const found = contrast(ink, ground);
      return found < least ? [`${named(text)}: contrast ${found.toFixed(2)}, ${ink} on ${ground}`] : [];
    });

  /* keyboard */
  const focusable = () =>
    all("a[href], summary, [tabindex='0'], button, input").filter(shown).map(named);
  const focused = () => {
    const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
    const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const seen = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight;
    return { name: named(e), ringed: ringed || style.boxShadow !== "none", seen };
  };
  const folded = () => /* what is not on paper because it was not opened; a repetition need not be */
    all("details:not(.bulk) > :not(summary)")
      .filter((e) => e.textContent.trim() && shown(e.parentElement) && !e.checkVisibility())
      .map((e) => `${named(e)} stays folded`);
  const openAll = () => all("details").forEach((e) => (e.open = true));
  return { undrawn, clipped, small, tied, overflowing, cut, pale, focusable, focused, folded, openAll };
})()
