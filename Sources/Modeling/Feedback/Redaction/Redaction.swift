/// Takes out of a comment what would tell who wrote it or whom it is about: names,
/// telephone numbers, e-mail and web addresses, numbers of cases and persons, postcodes,
/// street addresses and dates of birth, each replaced by what it was: "[name]", "[phone]".
///
/// Works on bytes, by shapes (with check digits where the shape has them) and by the words
/// before; for names also by how the corpus writes a word (`NameLexicon`). It lowers the
/// risk of a quote, it does not remove it: publish a quote only where many comments say the
/// same, and have a person read it.
public struct Redaction: Sendable {
  /// What was found.
  public enum Kind: String, Sendable, CaseIterable, Comparable {
    case email
    case web
    case birthDate = "date of birth"
    case identifier = "id"
    case phone
    case postcode
    case address
    case name

    public static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
  }

  /// A stretch of the comment that is not shown.
  public struct Finding: Sendable, Equatable {
    public var kind: Kind
    /// Bytes of the comment's UTF-8.
    public var bytes: Range<Int>
  }

  private let lexicon: NameLexicon

  /// - Parameter lexicon: how the corpus of the comment writes its words; the empty one
  ///   knows common given names and what stands before a name, no more.
  public init(lexicon: NameLexicon = NameLexicon()) { self.lexicon = lexicon }

  /// The comment with everything found replaced by its kind in brackets.
  public func redact(_ comment: String) -> String {
    let bytes = Array(comment.utf8)
    var out: [UInt8] = []
    var next = 0
    for finding in findings(in: bytes) {
      out += bytes[next..<finding.bytes.lowerBound]
      out += Array("[\(finding.kind.rawValue)]".utf8)
      next = finding.bytes.upperBound
    }
    out += bytes[next...]
    return String(decoding: out, as: UTF8.self)
  }

  /// What is found in the UTF-8 of a comment, in order, none overlapping.
  public func findings(in bytes: [UInt8]) -> [Finding] {
    var taken = [Bool](repeating: false, count: bytes.count)
    var findings: [Finding] = []
    func take(_ kind: Kind, _ ranges: [Range<Int>]) {
      for range in ranges where !range.isEmpty && !range.contains(where: { taken[$0] }) {
        for k in range { taken[k] = true }
        findings.append(Finding(kind: kind, bytes: range))
      }
    }
    let words = CommentWord.words(of: bytes)
    take(.email, AddressScan.emails(bytes))
    take(.web, AddressScan.web(bytes))
    let numbers = NumberScan(bytes, words)
    take(.birthDate, numbers.birthDates())
    take(.postcode, AddressScan.postcodes(bytes, words))
    for (kind, ranges) in numbers.referencesAndPhones() { take(kind, ranges) }
    take(.address, AddressScan.streets(bytes, words))
    take(.name, AddressScan.handles(bytes))
    take(.name, NameScan(bytes, words, lexicon).names())
    return findings.sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }
  }
}
