extern alias simulator;

using simulator::IotXmpp.Device.Boards;

namespace IotXmpp.Service.Tests.Boards;

/// <summary>A board that tells each value its drivers give, with the time.</summary>
/// <param name="board">The board.</param>
/// <param name="time">Its time.</param>
/// <param name="given">Is told field, scaled value and time.</param>
internal sealed class RecordedHardware(Board board, TimeProvider time, Action<int, long, DateTimeOffset> given) : Board(board.Fields, board.Parameters)
{
    private readonly DateTimeOffset _start = time.GetUtcNow();
    private DateTimeOffset _polled;

    public override int SampleInterval => board.SampleInterval;

    public override int Poll(long now)
    {
        _polled = _start.AddMilliseconds(now);
        return board.Poll(now);
    }

    public override bool TryRead(int field, out long value)
    {
        if (!board.TryRead(field, out value))
            return false;
        given(field, value, time.GetUtcNow());
        // The session reads the time once a round: somebody may have moved it since.
        given(field, value, _polled);
        return true;
    }

    public override void SetNumber(int parameter, long value) => board.SetNumber(parameter, value);

    public override void SetText(int parameter, string value) => board.SetText(parameter, value);
}
