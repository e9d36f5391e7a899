/// Rules of a plan that cannot be kept together, in the planner's own terms.
public struct StaffingConflict: Error, Equatable, Sendable {
  /// A limit that would have to move, and how far at least.
  public struct Change: Equatable, Sendable {
    /// As in `limits`.
    public var limit: String
    /// The number it has, and the number that would do.
    public var from: Int
    public var to: Int
  }

  public var unit: String
  /// Limits such as `"night": at most 4 on 2025-03-09`.
  public var limits: [String]
  /// Intervals whose need takes part.
  public var needs: [CoverInterval]
  /// Whether every limit and need named takes part: without any one of them the others can be
  /// kept.
  public var isSmallest: Bool
  /// The changes of limits, least in sum, with which a plan exists; empty where none was found.
  public var changes: [Change]
}
