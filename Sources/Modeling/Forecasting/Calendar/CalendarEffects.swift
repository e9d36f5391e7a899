/// What kind of day each step of a panel's axis falls on, past and future.
///
/// The caller fills it from a holiday calendar and opening times. Steps that
/// are not ordinary are hidden from the models; what happened on them comes
/// back as an effect on the forecast (`CalendarAdjustment`).
public struct CalendarEffects: Sendable, Equatable {
  public enum DayKind: Sendable, Hashable {
    case ordinary
    /// Known to be shut: the forecast is exactly 0.
    case closed
    /// A named holiday. All steps of one holiday carry the same name.
    case holiday(String)
    /// Beside a holiday (the day before Christmas), with an effect of its own.
    case adjacent(String)
  }
  /// One kind a step, from step 0 of the panel's axis through the last step of
  /// the horizon; steps beyond the end are ordinary.
  public var kinds: [DayKind]

  public init(kinds: [DayKind]) { self.kinds = kinds }

  public func kind(at step: Int) -> DayKind {
    kinds.indices.contains(step) ? kinds[step] : .ordinary
  }
}
