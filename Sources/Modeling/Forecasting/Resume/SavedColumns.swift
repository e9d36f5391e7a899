public import TimeSeries

/// The regressors a forecast was made with, as far as they were known then.
public struct SavedColumns: Codable, Sendable, Equatable {
  struct Column: Codable, Sendable, Equatable {
    var name: String
    /// By step of the saved axis.
    @MissingAsNull var values: [Double]
  }
  var shared: [Column]
  var own: [String: [Column]]

  public init(_ regressors: PanelRegressors) {
    shared = regressors.shared.map { Column(name: $0.name, values: $0.values) }
    own = regressors.own.mapValues { $0.map { Column(name: $0.name, values: $0.values) } }
  }

  /// Names of the columns, each once.
  public var names: [String] {
    var names: [String] = []
    for column in shared + own.keys.sorted().flatMap({ own[$0] ?? [] })
    where !names.contains(column.name) {
      names.append(column.name)
    }
    return names
  }

  /// These columns with the newer ones over them where those have a value.
  ///
  /// - Parameter offset: step of the saved axis on which the newer one begins.
  func merged(with newer: PanelRegressors, offset: Int) -> PanelRegressors {
    func over(_ old: [Column], _ new: [Regressor]) -> [Regressor] {
      new.map { column in
        var values = old.first { $0.name == column.name }?.values ?? []
        for (k, value) in column.values.enumerated() where k + offset >= 0 {
          while values.count <= k + offset { values.append(.nan) }
          if value.isFinite { values[k + offset] = value }
        }
        return Regressor(name: column.name, values: values)
      }
    }
    var result = PanelRegressors(shared: over(shared, newer.shared))
    for (id, columns) in newer.own { result.own[id] = over(own[id] ?? [], columns) }
    return result
  }
}

extension ForecastState {
  /// The saved columns with those of a newer panel over them, on the axis of
  /// `merged(with:)`.
  ///
  /// - Parameter panel: the newer one, as it was read.
  /// - Throws: `ResumeError.otherAxis` as `merged(with:)` does.
  public func merged(
    columns newer: PanelRegressors, of panel: Panel
  ) throws(ResumeError) -> PanelRegressors {
    guard let offset = axis.offset(of: panel.index) else { throw .otherAxis }
    return (columns ?? SavedColumns(PanelRegressors())).merged(with: newer, offset: offset)
  }
}

/// A fit that holds what regressors do to the steps it knows of.
protocol RegressorBearing: FittedForecaster {
  /// Looks the effects up anew: of steps that came, and of other futures. What was
  /// learnt of the columns stays.
  mutating func look(at context: SeriesContext)
}
