/// When strangers are let in: a few at once, and so many each second.
///
/// A connection costs memory and time before anything is known of who has made it, and whoever is cut off
/// for coming later than others costs as much. Who finds the door closed knocks again by itself, a second
/// later. Values only: time is told, and the listener is closed by ``ConnectionWatch``.
struct Door {
  private let room: Double
  private let perSecond: Double
  private var free: Double
  private var last: Duration
  private(set) var isOpen = true

  /// - Parameters:
  ///   - room: How many may come at once.
  ///   - perSecond: How many more may come each second.
  ///   - now: A time from any beginning.
  init(room: Int, perSecond: Int, at now: Duration) {
    (self.room, self.perSecond) = (Double(room), Double(perSecond))
    (free, last) = (self.room, now)
  }

  /// Somebody has come in.
  mutating func enter() { free -= 1 }

  /// Says whether the door has to be opened or closed now; nil if it is as it should be. It opens for
  /// several at a time.
  mutating func change(at now: Duration) -> Bool? {
    free = min(room, free + perSecond * max(0, (now - last) / .seconds(1)))
    last = now
    let wasOpen = isOpen
    if free < 1 { isOpen = false }
    if free >= max(1, room / 8) { isOpen = true }
    return isOpen == wasOpen ? nil : isOpen
  }
}
