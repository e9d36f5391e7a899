/// What changed between an earlier run and this one.
public struct SinceFacts: Codable, Sendable, Equatable {
  /// One series, or all of them together.
  public struct Line: Codable, Sendable, Equatable {
    public var id: String
    /// Steps that both forecasts speak of.
    public var commonSteps: Int
    /// Expected over those steps, then and now; nil for none.
    public var then: Double?
    public var now: Double?
    /// Steps the earlier run forecast and that have come since.
    public var observedSteps: Int
    /// What came on them, and what the earlier run had expected.
    public var observed: Double?
    public var expected: Double?
    /// Mean |actual − forecast| a step.
    public var meanAbsoluteError: Double?
    /// Shares of what came inside the earlier run's ranges.
    public var coverage80: Double?
    public var coverage95: Double?
    /// What made the forecast, then and now.
    public var modelThen: String
    public var modelNow: String

    public init(
      id: String, commonSteps: Int, then: Double?, now: Double?, observedSteps: Int,
      observed: Double?, expected: Double?, meanAbsoluteError: Double?, coverage80: Double?,
      coverage95: Double?, modelThen: String, modelNow: String
    ) {
      func rounded(_ value: Double?) -> Double? { value.map(FileNumbers.rounded) }
      self.id = id
      self.commonSteps = commonSteps
      self.then = rounded(then)
      self.now = rounded(now)
      self.observedSteps = observedSteps
      self.observed = rounded(observed)
      self.expected = rounded(expected)
      self.meanAbsoluteError = rounded(meanAbsoluteError)
      self.coverage80 = rounded(coverage80)
      self.coverage95 = rounded(coverage95)
      self.modelThen = modelThen
      self.modelNow = modelNow
    }

    public var change: Double? {
      guard let then, let now else { return nil }
      return now - then
    }
  }
  /// Label of the last step the earlier run knew.
  public var lastThen: String
  /// Whether both runs saw the same data.
  public var isSameData: Bool
  /// All series together, or the series that sums them up.
  public var whole: Line
  /// The series that moved most, largest change first.
  public var moved: [Line]
  /// Series in both runs, in this one only, and in the earlier one only.
  public var shared: Int
  public var new: Int
  public var gone: Int
  /// Series whose forecast another model makes than then.
  public var otherModel: Int

  public init(
    lastThen: String, isSameData: Bool, whole: Line, moved: [Line], shared: Int, new: Int,
    gone: Int, otherModel: Int
  ) {
    self.lastThen = lastThen
    self.isSameData = isSameData
    self.whole = whole
    self.moved = moved
    self.shared = shared
    self.new = new
    self.gone = gone
    self.otherModel = otherModel
  }
}
