/// Shifts along a day: a bar from start to end, gaps for the breaks, and how many
/// people work it.
public struct GanttChart: Hashable, Sendable {
  /// Minutes after midnight, past 1,440 for the next day.
  public struct Span: Hashable, Sendable {
    public var start: Int
    public var end: Int

    public init(start: Int, end: Int) {
      self.start = start
      self.end = end
    }
  }

  public struct Shift: Hashable, Sendable {
    /// "Early", "A3"; empty to show the hours alone.
    public var label: String
    /// The heading it stands under: "Monday 3 March"; empty for none.
    public var group: String
    public var hours: Span
    public var breaks: [Span]
    /// How many people work it.
    public var count: Int

    public init(
      label: String = "", group: String = "", hours: Span, breaks: [Span] = [], count: Int
    ) {
      self.label = label
      self.group = group
      self.hours = hours
      self.breaks = breaks
      self.count = count
    }
  }

  /// A drawing of more rows is not read; it keeps the first ones and says so, the
  /// data table keeps all.
  public static let maximumRows = 60

  public var shifts: [Shift]
  /// "agents".
  public var unit: String

  public init(shifts: [Shift], unit: String) {
    self.shifts = shifts
    self.unit = unit
  }
}
