/// Reads the page as a tree of tags, without a browser: enough to check its structure.
struct MarkupScanner {
  struct Element {
    var name: String
    var attributes: [String: String]
    /// Names of the elements it stands in, outermost first.
    var path: [String]
    /// Characters directly or further inside, up to its end tag.
    var text: String
  }

  private(set) var elements: [Element] = []
  /// End tags that close nothing, and elements left open.
  private(set) var faults: [String] = []

  private static let void: Set<String> = ["meta", "link", "br", "hr", "img", "input"]
  /// HTML allows their end tags to be left out.
  private static let optionalEnd: Set<String> = [
    "tr", "td", "th", "tbody", "tfoot", "thead", "p", "li",
  ]

  init(_ source: String) {
    var open: [Int] = []
    var rest = Substring(source)
    func addText(_ text: Substring, _ elements: inout [Element]) {
      for index in open { elements[index].text += text }
    }
    while let start = rest.firstIndex(of: "<") {
      addText(rest[..<start], &elements)
      guard let end = rest[start...].firstIndex(of: ">") else { break }
      var tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("!") { continue }
      if tag.hasPrefix("/") {
        let name = tag.dropFirst()
        while let last = open.last, elements[last].name != name,
          Self.optionalEnd.contains(elements[last].name)
        {
          open.removeLast()
        }
        if let last = open.last, elements[last].name == name {
          open.removeLast()
        } else {
          faults.append("</\(name)> closes nothing")
        }
        continue
      }
      let isEmpty = tag.hasSuffix("/")
      if isEmpty { tag = tag.dropLast() }
      let (name, attributes) = Self.parse(tag)
      if ["tr", "td", "th", "tbody", "tfoot"].contains(name) {
        let closes: Set<String> = name == "td" || name == "th" ? ["td", "th"] : ["td", "th", "tr"]
        while let last = open.last, closes.contains(elements[last].name) { open.removeLast() }
      }
      elements.append(
        Element(name: name, attributes: attributes, path: open.map { elements[$0].name }, text: ""))
      if !isEmpty && !Self.void.contains(name) { open.append(elements.count - 1) }
      if name == "style", let close = rest.range(of: "</style>") {
        rest = rest[close.lowerBound...]
      }
    }
    faults += open.map { elements[$0].name }.filter { !Self.optionalEnd.contains($0) }
      .map { "<\($0)> is left open" }
  }

  /// A name and `name="value"`, `name=value` or `name`, separated by spaces.
  private static func parse(_ tag: Substring) -> (String, [String: String]) {
    var rest = tag
    let name = String(rest.prefix { $0 != " " })
    rest = rest.dropFirst(name.count)
    var attributes: [String: String] = [:]
    while let start = rest.firstIndex(where: { $0 != " " }) {
      rest = rest[start...]
      let key = String(rest.prefix { $0 != "=" && $0 != " " })
      rest = rest.dropFirst(key.count)
      guard rest.first == "=" else {
        attributes[key] = ""
        continue
      }
      rest = rest.dropFirst()
      if rest.first == "\"" {
        rest = rest.dropFirst()
        let value = rest.prefix { $0 != "\"" }
        attributes[key] = String(value)
        rest = rest.dropFirst(value.count + 1)
      } else {
        let value = rest.prefix { $0 != " " }
        attributes[key] = String(value)
        rest = rest.dropFirst(value.count)
      }
    }
    return (name, attributes)
  }

  func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

  static func unescaped(_ text: String) -> String {
    var out = text
    for (entity, character) in [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
    ] {
      out = out.split(separator: entity, omittingEmptySubsequences: false).joined(
        separator: character)
    }
    return out
  }
}
