extension SmoothSpecification {
  /// The smooth a formula asks for, over the rows it gives.
  public init(_ column: SmoothColumn) {
    let cyclic = column.term.period != nil
    self.init(
      label: column.term.label, variables: [column.term.label],
      basis: cyclic ? .cyclic(period: column.term.period) : .cubic,
      size: column.term.k ?? 10, rows: SmoothRows(column))
  }
}

extension SmoothRows {
  /// What a smooth of a formula reads of some rows.
  public init(_ column: SmoothColumn) {
    var by: By?
    if let codes = column.byCodes {
      by = .factor(Factor(codes: codes, levels: column.term.byLevels ?? []))
    } else if let numbers = column.byValues {
      by = .numeric(numbers)
    }
    self.init([column.values], by: by)
  }
}
