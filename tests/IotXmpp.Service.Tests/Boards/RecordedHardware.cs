extern alias simulator;

using simulator::IotXmpp.Device.Boards;

namespace IotXmpp.Service.Tests.Boards;

/// <summary>A board that tells each value its drivers give.</summary>
internal sealed class RecordedHardware(Board board, Action<int, long> given) : Board(board.Fields, board.Parameters)
{
    public override int SampleInterval => board.SampleInterval;

    public override int Poll(long now) => board.Poll(now);

    public override bool TryRead(int field, out long value)
    {
        if (!board.TryRead(field, out value))
            return false;
        given(field, value);
        return true;
    }

    public override void SetNumber(int parameter, long value) => board.SetNumber(parameter, value);

    public override void SetText(int parameter, string value) => board.SetText(parameter, value);
}
