import CivilTime

/// Reads rows into columns: one pass over the bytes, each field parsed where it lies.
///
/// The loop here knows the common shape of each kind of value; whatever else a
/// field may be goes through `RowScanner+Slow.swift`, which decides exactly.
final class RowScanner {
  let fields: FieldScanner
  let missing: MissingTokens
  let options: ReadOptions
  let file: String
  /// Kept columns, in the order of the file.
  let builders: [ColumnBuilder]
  /// One entry a column of the file; those not kept are skipped.
  let states: UnsafeMutablePointer<ColumnState>
  /// The builder of each column of the file, or nil.
  let builderOfColumn: [ColumnBuilder?]
  let width: Int
  let names: [String]

  /// Line of the row being read, from 1.
  var line: Int
  /// Rows taken, those in the chunk included.
  private(set) var rowCount = 0
  /// Rows in the chunk, not yet in the builders' arrays.
  private(set) var chunkCount = 0
  private let chunkRows: Int
  let powers = NumberText.powerTable
  private let storage: UnsafeMutableRawPointer
  private let masks: UnsafeMutablePointer<Bool>

  var lines = RowLines()
  var rejects = RejectedRows()
  var problems = DataProblemList()
  /// Inferred columns that met a value not of their type: the line where.
  var breaks: [Int: Int] = [:]
  var blankLines = 0
  var rowsWithEmptyExtras = 0
  var scratch = ScratchBytes()

  init(
    file: String, fields: FieldScanner, names: [String], plans: [ColumnPlan], options: ReadOptions,
    firstLine: Int, expectedRows: Int
  ) {
    self.file = file
    self.fields = fields
    self.names = names
    self.options = options
    width = names.count
    line = firstLine
    missing = MissingTokens(options.missing)
    builders = plans.sorted { $0.fileIndex < $1.fileIndex }.map { ColumnBuilder(plan: $0) }
    var byColumn = [ColumnBuilder?](repeating: nil, count: names.count)
    for builder in builders { byColumn[builder.plan.fileIndex] = builder }
    builderOfColumn = byColumn

    // Rows enough to make moving them cheap, and few where there are very many columns.
    let chunk = max(16, min(2048, (1 << 22) / max(1, builders.count)))
    chunkRows = chunk
    storage = .allocate(byteCount: max(1, builders.count) * chunk * 8, alignment: 64)
    storage.initializeMemory(as: UInt64.self, repeating: 0, count: max(1, builders.count) * chunk)
    masks = .allocate(capacity: max(1, builders.count) * chunk)
    masks.initialize(repeating: false, count: max(1, builders.count) * chunk)
    states = .allocate(capacity: names.count)
    var slot = 0
    for column in 0..<names.count {
      var state = ColumnState(
        values: storage + slot * chunk * 8, missing: masks + slot * chunk,
        lastText: UnsafePointer(storage.assumingMemoryBound(to: UInt8.self)))
      if let builder = byColumn[column] {
        slot += 1
        builder.reserve(expectedRows)
        state.isDeclared = builder.plan.isDeclared
        switch builder.plan.reading {
        case .number(let format):
          state.kind = .number
          state.decimal = format.decimal
        case .integer(let format):
          state.kind = .integer
          state.decimal = format.decimal
        case .text:
          state.kind = .text
          state.dictionary = builder.dictionary.map { .passUnretained($0) }
        case .time(let reading):
          if case .order(.ymd) = reading.form { state.kind = .isoTime } else { state.kind = .time }
          state.hasOffset = reading.hasOffset
        }
      }
      (states + column).initialize(to: state)
    }
  }

  deinit {
    states.deallocate()
    storage.deallocate()
    masks.deallocate()
  }

  /// Reads whole rows from `from` up to `limit`.
  ///
  /// `base[limit]` must be a newline, and `FieldScanner.padding` bytes behind it
  /// readable. At the end of the input the last row must end in a newline too.
  ///
  /// - Returns: where the first row begins that is not whole; `limit` if all are.
  func scan(_ base: UnsafePointer<UInt8>, from: Int, to limit: Int) -> Int {
    let end = base + limit
    var p = base + from
    let delimiter = fields.delimiter
    let newline = fields.newline
    let blankIsMissing = missing.includesBlank
    let checksTokens = missing.includesDigits

    rows: while p < end {
      if p.pointee == newline {
        blankLines += 1
        line += 1
        p += 1
        continue
      }
      if p.pointee == Ascii.carriageReturn, p[1] == newline, p + 1 < end {
        blankLines += 1
        line += 1
        p += 2
        continue
      }
      let rowStart = p
      let slot = chunkCount
      var column = 0
      var fault: Fault?
      var faultColumn = 0
      var lineBreaks = 0
      while true {
        let state = states + column
        let first = p.pointee
        var terminator: UnsafePointer<UInt8>?
        if first == delimiter || first == newline {
          switch state.pointee.kind {
          case .skip: terminator = p
          case .text:
            if blankIsMissing {
              state.pointee.values.assumingMemoryBound(to: Int32.self)[slot] = -1
              state.pointee.missing[slot] = true
              terminator = p
            }
          default:
            storeMissing(state, slot)
            terminator = p
          }
        } else {
          switch state.pointee.kind {
          case .skip: if first != Ascii.quote { terminator = fields.plainEnd(p) }
          case .number: if !checksTokens { terminator = fastNumber(p, state, slot) }
          case .integer: if !checksTokens { terminator = fastInteger(p, state, slot) }
          case .isoTime: if !checksTokens { terminator = fastTime(p, state, slot) }
          case .text:
            if first != Ascii.quote {
              terminator = sameText(p, state, slot)
              if terminator == nil, !missing.mayBegin(with: first) {
                terminator = knownText(p, end, state, slot)
              }
            }
          case .time: break
          }
        }

        let after: UnsafePointer<UInt8>
        if let terminator {
          after = terminator
          if after >= end { return rowStart - base }
        } else {
          let field = fields.field(p, end)
          if field.state == .incomplete { return rowStart - base }
          after = field.terminator
          lineBreaks += field.lineBreaks
          if let found = storeSlowly(field, column, slot) {
            fault = found
            faultColumn = column
            guard skipRow(after, end, &p, &lineBreaks) else { return rowStart - base }
            break
          }
        }

        p = after + 1
        if after.pointee == newline {
          if column != width - 1 { fault = .tooFew(column + 1) }
          break
        }
        column += 1
        if column == width {
          switch extraFields(p, end) {
          case .incomplete: return rowStart - base
          case .empty(let next): p = next
          case .filled(let next, let count, let breaks):
            p = next
            lineBreaks += breaks
            fault = .tooMany(width + count)
          }
          break
        }
      }

      if let fault {
        handle(fault, faultColumn, Bytes(start: rowStart, count: p - rowStart))
      } else {
        lines.note(row: rowCount, line: line)
        rowCount += 1
        chunkCount += 1
        if chunkCount == chunkRows { flush() }
      }
      line += 1 + lineBreaks
    }
    return p - base
  }

  /// Moves the chunk to the builders' arrays.
  func flush() {
    for builder in builders { builder.append(states[builder.plan.fileIndex], chunkCount) }
    chunkCount = 0
  }

  /// Makes the chunk's rows of an integer column doubles.
  func widen(_ column: Int) {
    let builder = builderOfColumn[column]!
    builder.widen(&states[column], chunkCount)
    builder.widenedLine = line
  }

  @inline(__always)
  func storeMissing(_ state: UnsafeMutablePointer<ColumnState>, _ slot: Int) {
    if state.pointee.kind == .number {
      state.pointee.values.assumingMemoryBound(to: Double.self)[slot] = .nan
    } else {
      state.pointee.values.assumingMemoryBound(to: Int64.self)[slot] = 0
    }
    state.pointee.missing[slot] = true
  }
}
