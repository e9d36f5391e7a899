/// HTML or SVG under construction.
///
/// Text enters by escaping and in no other way: element and attribute names and raw
/// pieces are `StaticString`, which only the compiler can make, and every `String` is
/// escaped. So no data, whatever it holds, can become markup.
struct Markup {
  private(set) var source = ""

  /// A name and a value, or a name alone where the value is nil.
  typealias Attribute = (name: StaticString, value: String?)

  /// Markup written in this program's source.
  mutating func raw(_ literal: StaticString) { source += literal.description }

  mutating func append(_ other: Markup) { source += other.source }

  mutating func text(_ text: String) { Markup.escape(text, into: &source) }

  mutating func open(_ name: StaticString, _ attributes: Attribute...) {
    open(name, attributes)
  }

  mutating func close(_ name: StaticString) { source += "</\(name)>" }

  /// An element that holds nothing but text.
  mutating func element(_ name: StaticString, _ attributes: Attribute..., text: String) {
    open(name, attributes)
    self.text(text)
    close(name)
  }

  /// An SVG element that holds nothing.
  mutating func empty(_ name: StaticString, _ attributes: Attribute...) {
    open(name, attributes, end: "/>")
  }

  private mutating func open(
    _ name: StaticString, _ attributes: [Attribute], end: StaticString = ">"
  ) {
    source += "<\(name)"
    for (name, value) in attributes {
      source += " \(name)"
      guard let value else { continue }
      source += "=\""
      Markup.escape(value, into: &source)
      source += "\""
    }
    source += end.description
  }

  /// Escapes for element content and double-quoted attributes alike. Characters that no
  /// HTML document may hold, and the controls that reorder text around them (Boucher &
  /// Anderson, "Trojan Source", 2021), are shown as U+FFFD.
  static func escape(_ text: String, into out: inout String) {
    var afterReturn = false
    for scalar in text.unicodeScalars {
      defer { afterReturn = scalar == "\r" }
      switch scalar {
      case "\n" where afterReturn: break
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      case "\t", "\n": out.unicodeScalars.append(scalar)
      case "\r": out += "\n"
      case _ where isForbidden(scalar): out += "\u{FFFD}"
      default: out.unicodeScalars.append(scalar)
      }
    }
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFDD0...0xFDEF: true
    default: scalar.value & 0xFFFE == 0xFFFE
    }
  }
}

extension Markup {
  /// Emphasis becomes elements; the words are escaped.
  mutating func inline(_ inline: InlineText) {
    for span in inline.spans {
      switch span {
      case .plain(let words): text(words)
      case .strong(let words): element("strong", text: words)
      case .code(let words): element("code", text: words)
      }
    }
  }
}
