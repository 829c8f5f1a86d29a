using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Control;

/// <summary>A control form that is open at a client. It shows what the boards have in common and the client may set.</summary>
/// <param name="address">The address that was asked.</param>
/// <param name="targets">The boards.</param>
/// <param name="access">Asked again for every change of the form that is shown.</param>
internal sealed class OpenControlForm(Jid address, ControlTargets targets, BoardAccess access) : IDynamicForm
{
    /// <summary>Names in a title; the XEP ends a longer one with dots.</summary>
    private const int MaxNames = 2;

    /// <summary>The address the form comes from.</summary>
    public Jid Address { get; } = address;

    /// <summary>Set once it is open.</summary>
    public string Session { get; set; } = "";

    /// <summary>1 while a change is on its way to the client.</summary>
    public int Updating;

    /// <summary>Parameters that all the boards have with one type (XEP-0325 3.4.4), in the order of the first.</summary>
    public IReadOnlyList<ControlParameter> Parameters { get; } = [.. targets.Boards[0].Board.Description.Parameters.Where(parameter =>
        targets.Cover(parameter.Name) && targets.Boards.All(target => target.Board.Description.Parameter(parameter.Name) is { } other && other.Kind == parameter.Kind))];

    /// <summary>True if the form shows a value of that board.</summary>
    public bool Shows(Board board) => targets.Boards.Any(target => target.Board == board);

    /// <summary>The form with the values of now.</summary>
    public DataForm Build(DataForm? submitted = null)
    {
        var current = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in Parameters)
        {
            var values = targets.Boards.Select(target => target.Board.CurrentValue(parameter)).Distinct().ToList();
            if (values is [{ } value])
                current.Add(parameter.Name, value);
        }

        var names = targets.Boards.Select(target => target.Board.Name).ToList();
        string title = names.Count == 1
            ? $"{names[0]} ({targets.Boards[0].Board.Description.Title})"
            : string.Join(", ", names.Take(MaxNames)) + (names.Count > MaxNames ? ", ..." : "");
        return ControlForm.Build(title, Parameters, current, Session, submitted);
    }

    /// <summary>Whether the client may still see it.</summary>
    public async ValueTask<bool> IsAllowedAsync(CancellationToken ct)
    {
        foreach (var (board, decision) in targets.Boards)
        {
            var renewed = await access.RenewAsync(decision, ct);
            if (!Parameters.All(parameter => renewed.Covers(new NodeRef(board.Name), parameter.Name)))
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public async ValueTask<DataForm> PostBackAsync(DataForm submitted, CancellationToken ct) =>
        await IsAllowedAsync(ct) ? Build(submitted) : throw new StanzaException(ControlErrors.Forbidden());
}
