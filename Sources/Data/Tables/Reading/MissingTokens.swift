/// The texts that stand for a missing value.
final class MissingTokens {
  private let tokens: [[UInt8]]
  private let longest: Int
  /// Whether a field that begins with this byte may be one of them.
  private let beginsToken: [Bool]
  /// The same, and spaces, which are trimmed before the comparison; for 256 bytes.
  private let needsLook: UnsafeMutablePointer<Bool>
  /// Whether an empty field is missing even in a text column.
  let includesBlank: Bool
  /// Whether one of them could be taken for a number or a date, such as −999.
  let includesDigits: Bool

  init(_ texts: [String]) {
    tokens = texts.map { Array($0.utf8) }
    longest = tokens.map(\.count).max() ?? 0
    includesBlank = texts.contains("")
    includesDigits = tokens.contains { $0.contains { $0 &- Ascii.zero < 10 } }
    var begins = [Bool](repeating: false, count: 256)
    for token in tokens { if let first = token.first { begins[Int(first)] = true } }
    beginsToken = begins
    needsLook = .allocate(capacity: 256)
    needsLook.initialize(from: begins, count: 256)
    needsLook[Int(Ascii.space)] = true
    needsLook[Int(Ascii.tab)] = true
  }

  deinit { needsLook.deallocate() }

  /// Whether an unquoted field with this first byte can be missing.
  @inline(__always)
  func mayBegin(with byte: UInt8) -> Bool { needsLook[Int(byte)] }

  /// Whether a field, already without outer spaces, is missing.
  @inline(__always)
  func contains(_ text: Bytes) -> Bool {
    if text.count == 0 { return includesBlank }
    if text.count > longest || !beginsToken[Int(text[0])] { return false }
    return search(text)
  }

  private func search(_ text: Bytes) -> Bool {
    tokens.contains { $0.count == text.count && text.elementsEqual($0) }
  }
}
