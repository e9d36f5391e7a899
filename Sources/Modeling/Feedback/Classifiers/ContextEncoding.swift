/// How columns beside the text become terms of a row, after those of the text: a term for
/// each category met in training, for each number its standardized distance above and below
/// the mean; and, for the first
/// column of categories, every run of words once more for each category (Daumé 2007): "nothing"
/// means one thing where asked what was good, another where asked what to improve.
struct ContextEncoding: Codable, Equatable, Sendable {
  enum Column: Codable, Equatable, Sendable {
    /// Categories met, ascending.
    case categories(name: String, met: [String])
    case numbers(name: String, mean: Double, deviation: Double)

    var name: String {
      switch self {
      case .categories(let name, _), .numbers(let name, _, _): name
      }
    }
  }

  let columns: [Column]
  /// Weight of a column's own term, and of a word within a category.
  let scale: Float
  let interactionScale: Float
  let textTerms: Int
  let wordTerms: Int

  init(
    _ context: [ContextColumn], textTerms: Int, wordTerms: Int, scale: Double,
    interactionScale: Double
  ) {
    columns = context.map { column in
      switch column.values {
      case .categories(let values):
        return .categories(name: column.name, met: Set(values).sorted())
      case .numbers(let values):
        let known = values.filter(\.isFinite)
        let mean = known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
        let variance =
          known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
          / Double(max(known.count, 1))
        return .numbers(
          name: column.name, mean: mean, deviation: variance > 0 ? variance.squareRoot() : 1)
      }
    }
    self.scale = Float(scale)
    self.interactionScale = Float(interactionScale)
    self.textTerms = textTerms
    self.wordTerms = wordTerms
  }

  /// Categories of the first column of categories: each has its own weights of words.
  var settings: Int {
    guard interactionScale > 0 else { return 0 }
    for case .categories(_, let met) in columns { return met.count }
    return 0
  }

  private var ownTerms: Int {
    columns.reduce(0) { sum, column in
      if case .categories(_, let met) = column { return sum + met.count }
      return sum + 2
    }
  }

  /// Terms of a whole row.
  var terms: Int { textTerms + ownTerms + settings * wordTerms }

  /// First term of the words within one category.
  func firstTerm(setting: Int) -> Int { textTerms + ownTerms + setting * wordTerms }

  /// The terms of the columns themselves: which, their value, and what to call them.
  func ownEntries(
    _ context: [ContextColumn], _ document: Int
  ) -> [(term: Int, value: Float, name: String)] {
    var entries: [(term: Int, value: Float, name: String)] = []
    var first = textTerms
    for (column, given) in zip(columns, context) {
      switch (column, given.values) {
      case (.categories(let name, let met), .categories(let values)):
        if let place = Self.place(of: values[document], in: met) {
          entries.append((first + place, scale, "\(name) = \(values[document])"))
        }
        first += met.count
      case (.numbers(let name, let mean, let deviation), .numbers(let values)):
        let value = values[document]
        // Above and below the mean are terms of their own: no weight is negative.
        if value.isFinite, value != mean {
          let amount = scale * Float(abs(value - mean) / deviation)
          entries.append((value > mean ? first : first + 1, amount, name))
        }
        first += 2
      case (.categories(_, let met), _): first += met.count
      case (.numbers, _): first += 2
      }
    }
    return entries
  }

  /// The category of the first column of categories; nil for one not met in training.
  func setting(_ context: [ContextColumn], _ document: Int) -> Int? {
    guard interactionScale > 0 else { return nil }
    for (column, given) in zip(columns, context) {
      if case .categories(_, let met) = column, case .categories(let values) = given.values {
        return Self.place(of: values[document], in: met)
      }
    }
    return nil
  }

  /// Rows of text, lengthened by the columns' terms.
  func rows(_ text: DocumentTermMatrix, _ context: [ContextColumn]) -> DocumentTermMatrix {
    guard !columns.isEmpty else { return text }
    var starts = [0]
    var indices: [Int32] = []
    var weights: [Float] = []
    for d in 0..<text.documents {
      let entries = text.entries(of: d)
      indices.append(contentsOf: text.termIndices[entries])
      weights.append(contentsOf: text.weights[entries])
      for entry in ownEntries(context, d) {
        indices.append(Int32(entry.term))
        weights.append(entry.value)
      }
      if let setting = setting(context, d) {
        let first = Int32(firstTerm(setting: setting))
        for k in entries where text.termIndices[k] < wordTerms {
          indices.append(first + text.termIndices[k])
          weights.append(interactionScale * text.weights[k])
        }
      }
      starts.append(indices.count)
    }
    return DocumentTermMatrix(
      terms: terms, documentStarts: starts, termIndices: indices, weights: weights)
  }

  /// Why columns are not those of training; nil where they are.
  func mismatch(_ context: [ContextColumn]) -> String? {
    let (own, given) = (columns.map(\.name), context.map(\.name))
    guard own == given else {
      return "the model was trained with the columns \(own), these examples have \(given)"
    }
    for (column, given) in zip(columns, context) {
      switch (column, given.values) {
      case (.categories, .categories), (.numbers, .numbers): continue
      default: return "column \(given.name) holds another kind of values than in training"
      }
    }
    return nil
  }

  static func place(of value: String, in sorted: [String]) -> Int? {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < sorted.count && sorted[low] == value ? low : nil
  }
}
