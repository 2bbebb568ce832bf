interface TextNode {
  readonly nodeName: string;
  readonly nodeValue?: string;
  readonly childNodes?: readonly TextNode[];
  readonly internal_transform?: (text: string, index: number) => string;
}

export function keptText(squash: (node: TextNode) => string): (node: TextNode) => string;
