using OrleansTrader.IbBridge.Gateways;
using OrleansTrader.IbBridge.Lanes;
using OrleansTrader.IbBridge.MarketData;
using OrleansTrader.IbBridge.Orders;
using OrleansTrader.IbBridge.Pacing;
using OrleansTrader.IbBridge.Recording;
using OrleansTrader.IbBridge.Routing;

namespace OrleansTrader.IbBridge.Session;

/// <summary>What outlives a session and every session uses.</summary>
internal sealed record SessionParts(
    IbBridgeOptions Options,
    GatewayLink Link,
    OrderLane OrderLane,
    PacingGate Pacing,
    RequestTable Requests,
    GatewayRequests Gateway,
    LineTable Lines,
    MarketRules Rules,
    FarmBoard Farms,
    OrderIds OrderIds,
    SentOrders Sent,
    WhatIfs WhatIfs,
    IEngineGateway Engine,
    FlightRecorder Recorder,
    BridgeMetrics Metrics,
    TimeProvider Clock);
