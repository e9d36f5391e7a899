import LinearAlgebra

extension DesignSchema {
  /// The rows of a frame, coded as the model was fitted.
  ///
  /// - Parameter chosen: rows wanted, ascending; all by default. `lag` and `diff` see
  ///   the others all the same.
  /// - Throws: `.unknownColumn` for what the frame lacks; what the policy says to
  ///   throw; `.responseOutOfRange` for counts that cannot be.
  public func rows(
    of frame: ModelFrame, policy: RowPolicy = .fit, rows chosen: [Int]? = nil
  ) throws(RegressionError) -> DesignRows {
    let weightExpression = try weights.map { text throws(RegressionError) in
      try FormulaParser.expression(text)
    }
    var gathered = try GatheredRows(
      formula, terms, weights: weightExpression, of: frame, needsResponse: policy.needsResponse)
    let strangers = try recode(&gathered)
    var complete = try gathered.complete(
      terms, formula.response, weightExpression, policy, among: chosen)
    var unseen: [FitNote] = []
    for stranger in strangers {
      if let note = try complete.leaveOut(stranger) { unseen.append(note) }
    }
    let kept = complete.kept

    var rows = DesignRows(
      design: try correcting(design(gathered, rows: kept), of: frame, rows: kept),
      response: [], kept: kept,
      frameRows: frame.rowCount, smooths: [], notes: [])
    switch gathered.response {
    case .numeric(let values): rows.response = values.taking(kept)
    case .counts(let values, let trials):
      rows.response = values.taking(kept)
      rows.trials = trials.taking(kept)
    case .factor(let factor):
      rows.response = factor.taking(kept).codes.map { $0 < 0 ? .nan : Double($0) }
      rows.responseLevels = responseCoding.levels
    case nil: break
    }
    rows.weights = gathered.weights?.taking(kept)
    if var sum = gathered.offsets.first?.taking(kept) {
      for offset in gathered.offsets.dropFirst() {
        for (place, row) in kept.enumerated() { sum[place] += offset[row] }
      }
      rows.offset = sum
    }
    for (term, values) in zip(smooths, gathered.smooths) {
      var column = SmoothColumn(term: term, values: values.values.taking(kept))
      switch values.by {
      case .factor(let factor): column.byCodes = factor.taking(kept).codes
      case .numeric(let values): column.byValues = values.taking(kept)
      case nil: break
      }
      rows.smooths.append(column)
    }
    rows.notes =
      unseen + [complete.note].compactMap(\.self) + (try rangeNotes(frame, rows: kept))
      + readingNotes
    return rows
  }

  /// Brings factors to the levels of the fit, and gives those that have others.
  private func recode(
    _ gathered: inout GatheredRows
  ) throws(RegressionError) -> [UnseenCategories] {
    var strangers: [UnseenCategories] = []
    for (index, coding) in codings.enumerated() {
      switch (gathered.atoms[index], coding.factor) {
      case (.factor(let factor), let fitted?):
        let recoded = factor.recoded(to: fitted.levels)
        gathered.atoms[index] = .factor(recoded)
        strangers.append(.init(label: coding.label, original: factor, codes: recoded.codes))
      case (.factor, nil):
        throw .unusableColumn(coding.label, reason: "holds text; it was numbers in the fit")
      case (.numeric, .some):
        throw .unusableColumn(coding.label, reason: "holds numbers; it was text in the fit")
      case (.numeric, nil): break
      }
    }
    for (index, term) in smooths.enumerated() {
      switch (gathered.smooths[index].by, term.byLevels) {
      case (.factor(let factor), let levels?):
        let recoded = factor.recoded(to: levels)
        gathered.smooths[index].by = .factor(recoded)
        strangers.append(.init(label: term.by ?? "", original: factor, codes: recoded.codes))
      case (.factor, nil), (.numeric, .some):
        throw .unusableColumn(term.by ?? "", reason: "is of another kind than in the fit")
      default: break
      }
    }
    switch (gathered.response, responseCoding.kind) {
    case (.factor(let factor), .category):
      let recoded = factor.recoded(to: responseCoding.levels ?? [])
      gathered.response = .factor(recoded)
      if gathered.needsResponse {
        let label = formula.response?.description ?? ""
        strangers.append(.init(label: label, original: factor, codes: recoded.codes))
      }
    case (.numeric, .number), (.counts, .counts), (nil, _): break
    default:
      throw .unusableColumn(
        formula.response?.description ?? "", reason: "is of another kind than in the fit")
    }
    return strangers
  }

  /// A sentence for each input that leaves the range of the fit.
  private func rangeNotes(
    _ frame: ModelFrame, rows: [Int]
  ) throws(RegressionError) -> [FitNote] {
    let evaluator = FrameEvaluator(frame)
    var numbers: Set<String> = []
    for expression in terms.atoms + terms.smooths + terms.offsets {
      expression.collectNumbers(into: &numbers)
    }
    var notes: [FitNote] = []
    for input in inputs where numbers.contains(input.name) {
      guard let least = input.least, let greatest = input.greatest else { continue }
      var outside = 0
      let range: String
      switch try evaluator.column(input.name) {
      case .numeric(let values):
        for row in rows where values[row] < least || values[row] > greatest { outside += 1 }
        range = "\(formulaNumber(least)) … \(formulaNumber(greatest))"
      case .time(let times, let missing):
        for row in rows where !missing[row] {
          let second = Double(times.seconds[row])
          if second < least || second > greatest { outside += 1 }
        }
        range =
          FrameEvaluator.timeLabel(Int64(least), times.kind) + " … "
          + FrameEvaluator.timeLabel(Int64(greatest), times.kind)
      default: continue
      }
      guard outside > 0 else { continue }
      notes.append(
        FitNote(
          .outOfRange,
          "\(outside) of \(rows.count) rows have \(input.name) outside \(range), "
            + "the range the model was fitted on."))
    }
    return notes
  }

  /// What a reader of the formula may not expect.
  private var readingNotes: [FitNote] {
    var notes: [FitNote] = []
    for coding in codings {
      guard let count = coding.factor?.levels.count else { continue }
      if count == 1 {
        notes.append(
          FitNote(
            .droppedColumn,
            "\(coding.label) has the same category in every row the model was fitted on; "
              + "it explains nothing."))
      } else if count > 20, 2 * count > rowCount {
        notes.append(
          FitNote(
            .other,
            "\(coding.label) has \(count) categories in \(rowCount) rows, nearly one a row."))
      }
    }
    for atom in terms.atoms {
      if case .call(let function, _) = atom, function == .weekday || function == .month {
        notes.append(
          FitNote(
            .other,
            "\(atom) enters as a number, one straight line through all; C(\(atom)) gives each "
              + "its own level."))
      }
    }
    return notes
  }
}

extension DesignSchema {
  private func design(
    _ gathered: GatheredRows, rows: [Int]
  ) throws(RegressionError) -> DesignMatrix {
    var blocks: [DesignMatrix.Block] = []
    if terms.hasIntercept { blocks.append(.intercept) }
    let atoms = gathered.atoms.map { $0.taking(rows) }
    for (term, full) in zip(terms.terms, isFull) { blocks += block(term, full, atoms) }
    return DesignMatrix(rows: rows.count, names: columnNames, blocks: blocks)
  }

  /// The columns of a term: products of its numbers, each spread over the
  /// combined categories of its factors.
  private func block(
    _ term: [Int], _ full: [Bool], _ atoms: [GatheredRows.Values]
  ) -> [DesignMatrix.Block] {
    var numbers: [[Double]]?
    var codes: [Int32]?
    var width = 1
    for (atom, full) in zip(term, full) {
      let coding = codings[atom]
      if coding.width(full: full) == 0 { return [] }
      switch atoms[atom] {
      case .factor(let factor):
        guard let fitted = coding.factor else { return [] }
        if coding.isIndicator(full: full) {
          let own = fitted.columnCodes(factor.codes, full: full)
          if let earlier = codes {
            let stride = Int32(width)
            codes = own.indices.map {
              own[$0] < 0 || earlier[$0] < 0 ? -1 : earlier[$0] + stride * own[$0]
            }
          } else {
            codes = own
          }
          width *= coding.width(full: full)
        } else if term.count == 1, fitted.levels.count > FactorCoding.widestDense {
          return [.sparse(fitted.sumContrasts(factor.codes))]
        } else {
          numbers = Self.products(numbers, fitted.contrastColumns(factor.codes))
        }
      case .numeric(let values):
        let columns =
          coding.polynomial?.columns(values) ?? coding.spline?.columns(values) ?? [values]
        numbers = Self.products(numbers, columns)
      }
    }
    guard let codes else { return (numbers ?? []).map { .column($0) } }
    guard let numbers else { return [.indicators(codes: codes, width: width, values: nil)] }
    return numbers.map { .indicators(codes: codes, width: width, values: $0) }
  }

  /// Every product of one of each, the first varying fastest.
  private static func products(_ a: [[Double]]?, _ b: [[Double]]) -> [[Double]] {
    guard let a else { return b }
    return b.flatMap { second in
      a.map { first in first.indices.map { first[$0] * second[$0] } }
    }
  }
}

extension FactorCoding {
  /// The column each row has its one in, or −1.
  func columnCodes(_ codes: [Int32], full: Bool) -> [Int32] {
    if full { return codes }
    let reference = Int32(reference)
    return codes.map { $0 == reference ? -1 : $0 > reference ? $0 - 1 : $0 }
  }

  /// The rows of the contrast matrix, written out.
  func contrastColumns(_ codes: [Int32]) -> [[Double]] {
    let matrix = contrastMatrix
    return (0..<matrix.columns).map { j in codes.map { matrix[Int($0), j] } }
  }

  /// Sum contrasts: a one in the level's column, and minus one in all for the reference.
  func sumContrasts(_ codes: [Int32]) -> SparseMatrix {
    var triplets: [SparseMatrix.Triplet] = []
    let columns = columnCodes(codes, full: false)
    for (row, column) in columns.enumerated() {
      if column >= 0 {
        triplets.append(.init(row: row, column: Int(column), value: 1))
      } else {
        for j in 0..<levels.count - 1 { triplets.append(.init(row: row, column: j, value: -1)) }
      }
    }
    return SparseMatrix(rows: codes.count, columns: levels.count - 1, triplets: triplets)
  }
}

extension Factor {
  /// The same rows by the levels of a fit: `unseen` where there is no such level.
  fileprivate func recoded(to fitted: [String]) -> Factor {
    if levels == fitted { return self }
    let place = Dictionary(uniqueKeysWithValues: fitted.enumerated().map { ($1, Int32($0)) })
    let map = levels.map { place[$0] ?? UnseenCategories.code }
    return Factor(codes: codes.map { $0 < 0 ? -1 : map[Int($0)] }, levels: fitted)
  }
}

extension FormulaExpression {
  /// Columns that stand for their own number in a row: not only for a part of a time,
  /// or for what they were rows before.
  fileprivate func collectNumbers(into names: inout Set<String>) {
    switch self {
    case .number, .text: break
    case .variable(let name): names.insert(name)
    case .negated(let inner): inner.collectNumbers(into: &names)
    case .binary(_, let left, let right):
      left.collectNumbers(into: &names)
      right.collectNumbers(into: &names)
    case .call(let function, let arguments):
      switch function {
      case .hour, .timeofday, .weekday, .month, .quarter, .yearday, .year, .lag: break
      default:
        for argument in arguments
        where function.parameter(argument.parameter)?.readsColumns == true {
          argument.value.collectNumbers(into: &names)
        }
      }
    }
  }
}
