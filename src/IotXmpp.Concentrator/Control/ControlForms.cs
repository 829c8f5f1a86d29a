using IotXmpp.Concentrator.Nodes;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Control;

/// <summary>The open control forms: their clients are told when a value in them changes (XEP-0336 3.9).</summary>
/// <param name="forms">All open forms.</param>
/// <param name="send">Sends to a client.</param>
/// <param name="work">Waits between two changes.</param>
/// <param name="time">Clock.</param>
internal sealed class ControlForms(DynamicForms forms, Func<Stanza, CancellationToken, ValueTask> send, SerialWork work, TimeProvider time) : IBoardObserver
{
    /// <summary>Changes are gathered for so long: a person does not read faster.</summary>
    private static readonly TimeSpan UpdateInterval = TimeSpan.FromSeconds(2);

    /// <summary>Opens a form for a client.</summary>
    public DataForm Open(Jid client, OpenControlForm form)
    {
        form.Session = forms.Open(client, form);
        return form.Build();
    }

    /// <summary>The form was submitted for good: it is not open any more.</summary>
    public void Close(Jid client, string? session) => forms.Close(client, session);

    public ValueTask OnAvailabilityAsync(Board board, CancellationToken ct) => default;

    public ValueTask OnValuesAsync(Board board, bool switched, CancellationToken ct)
    {
        foreach (var (client, session, open) in forms.All())
        {
            if (open is OpenControlForm form && form.Shows(board) && Interlocked.Exchange(ref form.Updating, 1) == 0)
                work.Start(token => UpdateAsync(client, session, form, token));
        }

        return default;
    }

    private async ValueTask UpdateAsync(Jid client, string session, OpenControlForm form, CancellationToken ct)
    {
        await Task.Delay(UpdateInterval, time, ct);
        Volatile.Write(ref form.Updating, 0);
        if (forms.All().Any(open => open.Session == session) && await form.IsAllowedAsync(ct))
            await send(new Message { From = form.Address, To = client, Payloads = [DynamicForms.Updated(form.Build())] }, ct);
    }
}
