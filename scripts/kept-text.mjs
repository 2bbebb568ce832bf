/**
 * Ink puts the text of every line together anew for every frame, each piece coloured by chalk; here it is done when a piece below the
 * line's node is another one. A piece is a text or a node with its transform, and React makes a new transform only where it renders.
 */

/** `squash` (a node to its text), asked again only when something below the node has changed. */
export function keptText(squash) {
  const kept = new WeakMap();
  return (node) => {
    const pieces = piecesOf(node, []);
    const last = kept.get(node);
    if (last !== undefined && isSame(last.pieces, pieces)) return last.text;
    const text = squash(node);
    kept.set(node, { pieces, text });
    return text;
  };
}

function piecesOf(node, pieces) {
  for (const child of node.childNodes) {
    if (child.nodeName === '#text') pieces.push(child.nodeValue);
    else piecesOf(child, pieces).push(child, child.internal_transform);
  }
  return pieces;
}

function isSame(before, after) {
  return before.length === after.length && before.every((piece, index) => piece === after[index]);
}
