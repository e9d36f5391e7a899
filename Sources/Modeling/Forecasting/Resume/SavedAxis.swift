internal import TimeSeries

/// The time axis a state was made on, as much of it as tells whether a newer file
/// goes on where it ended.
struct SavedAxis: Codable, Sendable, Equatable {
  private var frequency: String
  private var domain: String
  private var start: Int64
  private var opening: OpeningHours?
  private var anchorDay: Int?
  /// Steps observed when the state was made.
  var count: Int

  init(_ index: TimeIndex) {
    frequency = index.frequency.description
    domain =
      switch index.domain {
      case .integer: "integer"
      case .wall: "wall"
      case .zoned(let rules): rules.identifier
      }
    start = index.start
    opening = index.opening
    anchorDay = index.anchorDay
    count = index.count
  }

  /// Step of this axis on which `index` begins; nil where the two are different
  /// axes or do not meet.
  func offset(of index: TimeIndex) -> Int? {
    var same = SavedAxis(index)
    same.start = start
    same.count = count
    // A file of new rows alone may leave the day of the month or hours open.
    guard same.frequency == frequency, same.domain == domain, same.opening == opening else {
      return nil
    }
    var axis = index
    axis.start = start
    axis.anchorDay = anchorDay
    guard let step = axis.step(containing: index.start), axis.position(ofStep: step) == index.start
    else { return nil }
    return step
  }

  /// `index` with the beginning of this axis.
  func continued(_ index: TimeIndex, offset: Int) -> TimeIndex {
    var axis = index
    axis.start = start
    axis.anchorDay = anchorDay
    axis.count = max(count, offset + index.count)
    return axis
  }
}
