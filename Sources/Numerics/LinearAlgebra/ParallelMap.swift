import Dispatch

/// Work spread over a fixed number of threads, with results in index order.
///
/// The work of one index must depend on that index alone: then the answer is
/// the same, to the bit, for any `threads`. OpenBLAS must be held at one thread
/// (`BLASThreads.set(1)`), or the two compete for the same cores.
///
/// - Parameters:
///   - count: how many indices, from zero.
///   - threads: how many may run at once; 1 runs everything on the caller.
///   - body: the work of one index.
/// - Returns: `count` results; result k came from `body(k)`.
public func parallelMap<Result: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let workers = min(threads, count)
  guard workers > 1 else { return (0..<count).map(body) }
  return [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
    nonisolated(unsafe) let slots = buffer
    let next = IndexDispenser(count: count)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while let index = next.take() {
        slots.initializeElement(at: index, to: body(index))
      }
    }
    initialized = count
  }
}

/// Hands out 0, 1, …, count − 1, each once, to whichever thread asks next.
private final class IndexDispenser: @unchecked Sendable {
  private let lock = DispatchSemaphore(value: 1)
  private var next = 0
  private let count: Int

  init(count: Int) { self.count = count }

  func take() -> Int? {
    lock.wait()
    defer { lock.signal() }
    guard next < count else { return nil }
    next += 1
    return next - 1
  }
}
