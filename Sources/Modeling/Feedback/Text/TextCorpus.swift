/// Documents as one run of UTF-8 bytes, one after the other: what tokenizers and
/// classifiers read without a `String` per document.
public struct TextCorpus: Equatable, Sendable {
  /// All documents' bytes.
  public private(set) var bytes: [UInt8]
  /// Document d is `bytes[starts[d] ..< starts[d + 1]]`; one more than documents.
  public private(set) var starts: [Int]

  /// A corpus without documents.
  public init() { (bytes, starts) = ([], [0]) }

  /// A corpus of strings.
  public init(_ texts: some Sequence<String>) {
    self.init()
    for text in texts { append(text) }
  }

  /// Number of documents.
  public var count: Int { starts.count - 1 }

  /// Adds one document.
  public mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    starts.append(bytes.count)
  }

  /// Adds one document of UTF-8 bytes; bytes that are not UTF-8 part words.
  public mutating func append(utf8: some Sequence<UInt8>) {
    bytes.append(contentsOf: utf8)
    starts.append(bytes.count)
  }

  /// Where one document's bytes lie.
  public func range(of document: Int) -> Range<Int> { starts[document]..<starts[document + 1] }

  /// One document as text.
  public func text(of document: Int) -> String {
    String(decoding: bytes[range(of: document)], as: UTF8.self)
  }

  /// The documents at these positions, in this order; repeats are allowed.
  public func selecting(_ chosen: [Int]) -> TextCorpus {
    var selected = TextCorpus()
    selected.starts.reserveCapacity(chosen.count + 1)
    for document in chosen { selected.append(utf8: bytes[range(of: document)]) }
    return selected
  }
}
