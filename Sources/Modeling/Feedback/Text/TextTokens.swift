/// One word of a text: where it stands and how it is written as a term.
public struct TextToken: Equatable, Sendable {
  /// The word's bytes in the text.
  public let range: Range<Int>
  /// The word in small letters, accents folded away where asked.
  public let term: String
}

/// The words of a UTF-8 text in order, each with its byte range: for quotes, phrases and
/// highlights. A word is a longest run of letters, digits and marks; an apostrophe
/// between two of them joins them.
public struct TextTokens: Sequence, Sendable {
  private let bytes: [UInt8]
  private let foldsAccents: Bool

  /// - Parameters:
  ///   - bytes: UTF-8; bytes that are not part words.
  ///   - foldsAccents: writes "é" as "e".
  public init(utf8 bytes: [UInt8], foldsAccents: Bool = true) {
    self.bytes = bytes
    self.foldsAccents = foldsAccents
  }

  public init(_ text: String, foldsAccents: Bool = true) {
    self.init(utf8: Array(text.utf8), foldsAccents: foldsAccents)
  }

  public func makeIterator() -> IndexingIterator<[TextToken]> {
    var tokens: [TextToken] = []
    forEachToken(bytes, in: bytes.indices, foldsAccents: foldsAccents) { range, term in
      tokens.append(TextToken(range: range, term: String(decoding: term, as: UTF8.self)))
    }
    return tokens.makeIterator()
  }
}

/// Every word of a stretch of UTF-8 bytes with its term, without allocating.
///
/// - Parameter body: gets the word's range in `bytes` and the term's bytes, which are
///   valid during the call.
func forEachToken(
  _ bytes: [UInt8], in range: Range<Int>, foldsAccents: Bool = true,
  _ body: (Range<Int>, UnsafeBufferPointer<UInt8>) -> Void
) {
  let folding = foldsAccents ? CharacterFolding.plain : CharacterFolding.accented
  bytes.withUnsafeBufferPointer { bytes in
    folding.ascii.withUnsafeBufferPointer { ascii in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: TokenScanner.bufferLength) { term in
        var scanner = TokenScanner(
          bytes: bytes, range: range, folding: folding, ascii: ascii.baseAddress!)
        while let token = scanner.next(into: term.baseAddress!) {
          body(token.range, UnsafeBufferPointer(start: term.baseAddress!, count: token.length))
        }
      }
    }
  }
}
