import CZeroMQ

extension Socket {
  /// Ends the connection to an endpoint and makes another, which takes frames of another size. A
  /// connection keeps the limit that it began with.
  ///
  /// - Parameters:
  ///   - endpoint: As it was connected to.
  ///   - maximumFrameBytes: A larger frame ends the new connection.
  /// - Throws: ``ZeroMQError`` if the endpoint can't be one.
  public func reconnect(
    to endpoint: Endpoint, maximumFrameBytes: Int64
  ) throws(ZeroMQError) {
    // One that libzmq has given up because of what came over it is gone already.
    zmq_disconnect(handle, endpoint.description)
    set(ZMQ_MAXMSGSIZE, to: maximumFrameBytes)
    try connect(to: endpoint)
  }
}
