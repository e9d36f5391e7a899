/// Bytes with room to write behind them.
final class InputBuffer {
  private(set) var base: UnsafeMutablePointer<UInt8>
  private(set) var capacity: Int
  var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    base = .allocate(capacity: capacity + 1 + FieldScanner.padding)
    base.initialize(repeating: 0, count: capacity + 1 + FieldScanner.padding)
  }

  deinit { base.deallocate() }

  func grow(to newCapacity: Int) {
    let larger = UnsafeMutablePointer<UInt8>.allocate(
      capacity: newCapacity + 1 + FieldScanner.padding)
    larger.initialize(from: base, count: count)
    (larger + count).initialize(
      repeating: 0, count: newCapacity + 1 + FieldScanner.padding - count)
    base.deallocate()
    base = larger
    capacity = newCapacity
  }

  /// Forgets the first `amount` bytes.
  func drop(_ amount: Int) {
    count -= amount
    base.update(from: base + amount, count: count)
  }

  /// Reads from `source` until the buffer is full or the input ends; true at the end.
  func fill(from source: ByteSource) throws(TableError) -> Bool {
    let room = capacity - count
    let got = try source.read(
      into: UnsafeMutableRawBufferPointer(start: base + count, count: room))
    count += got
    return got < room
  }
}

/// The input as blocks that end where a row may be cut, each row seen whole once.
struct BlockFeed {
  enum Outcome {
    case done
    case stopped
    /// The last row is not whole: a quote is open at the end of the input.
    case openQuote
    case rowTooLong
  }

  let source: ByteSource
  /// The beginning of the input, already read.
  let sample: InputBuffer
  /// Whether `sample` is all there is.
  let sampleIsWhole: Bool
  let newline: UInt8
  let blockSize: Int
  let maximumRowBytes: Int

  /// Shows the input from `start` on to `body`, which says up to where it took
  /// whole rows, or nil to stop.
  func run(
    from start: Int, _ body: (UnsafePointer<UInt8>, _ from: Int, _ to: Int) -> Int?
  ) throws(TableError) -> Outcome {
    let left = sampleIsWhole ? sample.count - start + 1 : Int.max
    let buffer = InputBuffer(capacity: max(1, min(blockSize, left)))
    var taken = start
    var isEnd = false
    while true {
      // First what the sample holds, then what the source has beyond it.
      let fromSample = min(buffer.capacity - buffer.count, sample.count - taken)
      if fromSample > 0 {
        (buffer.base + buffer.count).update(from: sample.base + taken, count: fromSample)
        buffer.count += fromSample
        taken += fromSample
      }
      if taken == sample.count, !isEnd {
        isEnd = sampleIsWhole
        if !isEnd { isEnd = try buffer.fill(from: source) }
      }
      let isLast = isEnd && taken == sample.count
      if isLast, buffer.count > 0, buffer.base[buffer.count - 1] != newline {
        if buffer.count == buffer.capacity { buffer.grow(to: buffer.capacity + 1) }
        buffer.base[buffer.count] = newline
        buffer.count += 1
      }
      buffer.base[buffer.count] = newline
      guard let consumed = body(UnsafePointer(buffer.base), 0, buffer.count) else {
        return .stopped
      }
      if isLast { return consumed == buffer.count ? .done : .openQuote }
      buffer.drop(consumed)
      if buffer.count == buffer.capacity {
        guard buffer.capacity < maximumRowBytes else { return .rowTooLong }
        buffer.grow(to: min(maximumRowBytes, buffer.capacity * 2))
      }
    }
  }

  /// Makes the next `run` possible; false where the input cannot be read again.
  func rewind() throws(TableError) -> Bool {
    if sampleIsWhole { return true }
    return try source.rewind(to: sample.count)
  }
}
