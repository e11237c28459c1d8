using System.Net.Sockets;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Ports;
using OrleansTrader.IbBridge.Pacing;
using OrleansTrader.IbBridge.Session;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.Routing;

/// <summary>Sends requests through the pacing gate and waits for their answers.</summary>
internal sealed class GatewayRequests(GatewayLink link, PacingGate pacing, RequestTable table, TimeProvider clock)
{
    /// <summary>Sends one message when its lane has room.</summary>
    /// <exception cref="GatewayRequestException">There is no session, or it broke while sending.</exception>
    public async ValueTask SendAsync(PacingLane lane, ClientMessage message, CancellationToken cancellationToken)
    {
        _ = Connected();
        await pacing.AcquireAsync(lane, cancellationToken);
        Send(message);
    }

    /// <summary>Sends a request and waits for the whole answer.</summary>
    /// <param name="slot">The lane to take a message slot from; null when the caller has one.</param>
    /// <param name="name">Named in the time-out's message.</param>
    /// <exception cref="GatewayRequestException">The gateway refused, or the session ended.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    public async Task<T> AskAsync<T>(PacingLane? slot, string name, Func<int, ClientMessage> request, Answer<T> answer, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var id = table.NextId();
        table.Open(id, answer);
        try
        {
            if (slot is { } lane)
            {
                await SendAsync(lane, request(id), cancellationToken);
            }
            else
            {
                Send(request(id));
            }

            return await answer.Result.WaitAsync(timeout, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"No answer to {name} within {timeout}.");
        }
        finally
        {
            table.Close(id);
        }
    }

    private void Send(ClientMessage message)
    {
        try
        {
            Connected().Send(message);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new GatewayRequestException(RequestTable.NotConnected, e.Message);
        }
    }

    private TwsConnection Connected() =>
        link.State is not (SessionState.Disconnected or SessionState.Connecting or SessionState.Handshaking) && link.Connection is { } connection
            ? connection
            : throw new GatewayRequestException(RequestTable.NotConnected, "there is no session with the gateway");
}
