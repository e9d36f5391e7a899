import Briefings
import Foundation
import Regression
import Reports
import Tables

extension RegressionFacts {
  /// What the card of a model and the file say.
  ///
  /// - Parameters:
  ///   - rows: the file, for its name, its hash and what is missing in it.
  ///   - rowsUsed: of that file.
  init(
    title: String, unit: String?, model: RegressionModel, rows: LoadedRows, rowsUsed: Int,
    foldsInWords: String, drivers: [String], notes: [FitNote]
  ) {
    let specification = model.specification
    let kind: Response =
      if model.method == .multinomial {
        .classes
      } else {
        switch model.response {
        case .number: .number
        case .count: .count
        case .yesNo: .yesNo
        }
      }
    self.init(
      title: title, file: rows.record.fileName, fileHash: rows.record.sha256,
      response: RegressionFacts.response(of: model), unit: unit ?? model.card.response,
      kind: kind, scale: Scale(rawValue: model.scale.rawValue) ?? .link,
      formula: model.formula.description, method: model.card.method,
      level: FileNumbers.percent(specification.level), folds: specification.folds,
      foldsInWords: foldsInWords, seed: specification.seed,
      rowsRead: rows.frame.rowCount + rows.rejectedCount, rowsRejected: rows.rejectedCount,
      rowsUsed: rowsUsed, inputs: RegressionFacts.inputs(of: model, missingIn: rows.frame),
      drivers: drivers,
      notes: notes.map {
        Note(kind: $0.kind.rawValue, sentence: sentence(PlainWords.sentence($0.sentence)))
      },
      readingNotes: rows.notes.filter { !$0.hasSuffix("as declared.") && !$0.hasPrefix("And ") },
      assumptions: RegressionFacts.assumptions(of: model),
      doNotUse: model.card.doNotUse)
  }

  /// The response as words speak of it; of two categories, the one that is explained.
  static func response(of model: RegressionModel) -> String {
    let name = model.card.response
    guard model.method != .multinomial, let levels = model.responseLevels, levels.count == 2 else {
      return name
    }
    return ["yes", "true", "1", "y", "t"].contains(levels[1].lowercased())
      ? name : "\(name): \(levels[1])"
  }

  static func inputs(of model: RegressionModel, missingIn frame: ModelFrame) -> [Input] {
    model.inputs.map { input in
      let span: String =
        if input.kind == .time, let from = input.least, let to = input.greatest,
          case .time(let times, _)? = frame[input.name]?.values
        {
          "\(FileText.time(times.kind, Int64(from))) to \(FileText.time(times.kind, Int64(to)))"
        } else {
          ""
        }
      return Input(
        name: input.name, lowest: input.kind == .number ? input.least : nil,
        highest: input.kind == .number ? input.greatest : nil, span: span,
        levels: input.levels ?? [], counts: input.counts ?? [],
        missing: frame[input.name]?.values.missingCount ?? 0)
    }
  }

  private static func assumptions(of model: RegressionModel) -> [Assumption] {
    let specification = model.specification
    var rows = [
      Assumption("Kind of model", value: model.card.method, source: "--model, --link"),
      Assumption(
        "Standard errors allow for", value: errorsInWords(specification), source: "--errors"),
      Assumption(
        "Rows that lack a value",
        value: specification.missing == .drop ? "are left out" : "stop the fit",
        source: "--missing-rows"),
    ]
    if let weights = specification.weights {
      rows.append(Assumption("Rows count by", value: weights, source: "--weights"))
    }
    if let exposure = specification.exposure {
      rows.append(
        Assumption("Counts grow in proportion to", value: exposure, source: "--exposure"))
    }
    if model.formula.description.contains("s(") {
      rows.append(
        Assumption(
          "Curves are as smooth as", value: "restricted maximum likelihood finds",
          source: "Wood 2011"))
    }
    return rows
  }

  private static func errorsInWords(_ specification: RegressionSpecification) -> String {
    switch specification.errors {
    case .classical: "nothing beyond the model: rows are independent"
    case .hc0, .hc1, .hc2, .hc3:
      "unequal spread of rows (\(specification.errors.rawValue.uppercased()))"
    case .hac: "rows that follow one another (Newey and West 1987)"
    case .cluster: "rows of one \(specification.cluster ?? "group") that go together"
    }
  }
}

extension ModelFrame.Values {
  /// Rows without a value.
  var missingCount: Int {
    switch self {
    case .numeric(let values): values.count { !$0.isFinite }
    case .factor(let factor): factor.codes.count { $0 < 0 }
    case .time(_, let missing): missing.count { $0 }
    }
  }
}
