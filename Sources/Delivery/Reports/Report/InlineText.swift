/// A run of text with emphasis, written as a string literal:
/// `"Add \(strong: "8 shifts") from \(code: fileName)"`.
///
/// It holds characters, never markup: every renderer escapes every span.
public struct InlineText: Hashable, Sendable {
  public enum Span: Hashable, Sendable {
    case plain(String)
    case strong(String)
    case code(String)

    /// The characters of the span, without the emphasis.
    public var text: String {
      switch self {
      case .plain(let text), .strong(let text), .code(let text): text
      }
    }
  }

  public var spans: [Span]

  public init(_ text: String) { spans = text.isEmpty ? [] : [.plain(text)] }
  public init(spans: [Span]) { self.spans = spans }

  /// The characters of all spans, without the emphasis.
  public var plainText: String { spans.map(\.text).joined() }
  public var isEmpty: Bool { spans.allSatisfy { $0.text.isEmpty } }

  public static func + (a: InlineText, b: InlineText) -> InlineText {
    InlineText(spans: a.spans + b.spans)
  }
}

extension InlineText: ExpressibleByStringInterpolation {
  public struct StringInterpolation: StringInterpolationProtocol {
    var spans: [Span] = []

    public init(literalCapacity: Int, interpolationCount: Int) {
      spans.reserveCapacity(2 * interpolationCount + 1)
    }

    public mutating func appendLiteral(_ literal: String) { appendInterpolation(literal) }

    public mutating func appendInterpolation(_ text: String) {
      guard !text.isEmpty else { return }
      if case .plain(let before)? = spans.last {
        spans[spans.count - 1] = .plain(before + text)
      } else {
        spans.append(.plain(text))
      }
    }

    public mutating func appendInterpolation(_ number: Int) {
      appendInterpolation(PlainWords.number(Double(number)))
    }

    public mutating func appendInterpolation(strong text: String) { spans.append(.strong(text)) }
    public mutating func appendInterpolation(code text: String) { spans.append(.code(text)) }
    public mutating func appendInterpolation(_ text: InlineText) { spans += text.spans }
  }

  public init(stringLiteral value: String) { self.init(value) }
  public init(stringInterpolation: StringInterpolation) { spans = stringInterpolation.spans }
}
