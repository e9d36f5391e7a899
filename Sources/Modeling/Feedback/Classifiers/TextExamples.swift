/// What is known of a document beside its text: the question asked, the service, a score.
public struct ContextColumn: Codable, Equatable, Sendable {
  public enum Values: Codable, Equatable, Sendable {
    /// Categories; "" is a category, too.
    case categories([String])
    /// Numbers; NaN where missing.
    case numbers([Double])
  }

  public let name: String
  public let values: Values

  public init(_ name: String, _ values: Values) {
    self.name = name
    self.values = values
  }

  var count: Int {
    switch values {
    case .categories(let values): values.count
    case .numbers(let values): values.count
    }
  }

  func selecting(_ chosen: [Int]) -> ContextColumn {
    switch values {
    case .categories(let values): ContextColumn(name, .categories(chosen.map { values[$0] }))
    case .numbers(let values): ContextColumn(name, .numbers(chosen.map { values[$0] }))
    }
  }
}

/// Documents with what is known beside them.
public struct TextExamples: Equatable, Sendable {
  public let documents: TextCorpus
  public let context: [ContextColumn]

  /// - Throws: `.mismatch` where a column's length is not the number of documents.
  public init(_ documents: TextCorpus, context: [ContextColumn] = []) throws(TextError) {
    for column in context where column.count != documents.count {
      throw .mismatch(
        "column \(column.name) has \(column.count) values for \(documents.count) documents")
    }
    self.documents = documents
    self.context = context
  }

  public var count: Int { documents.count }

  /// The examples at these positions, in this order.
  public func selecting(_ chosen: [Int]) -> TextExamples {
    TextExamples(unchecked: documents.selecting(chosen), context.map { $0.selecting(chosen) })
  }

  private init(unchecked documents: TextCorpus, _ context: [ContextColumn]) {
    self.documents = documents
    self.context = context
  }
}
