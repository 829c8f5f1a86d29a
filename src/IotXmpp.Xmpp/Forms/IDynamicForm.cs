namespace IotXmpp.Xmpp.Forms;

/// <summary>A form that is open at a client and can change while it is (XEP-0336).</summary>
public interface IDynamicForm
{
    /// <summary>The client has posted the form back while it is being edited (XEP-0336 3.2): nothing may happen but that the form changes.</summary>
    /// <param name="submitted">What is filled in so far.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The form as it is now, with the same session.</returns>
    ValueTask<DataForm> PostBackAsync(DataForm submitted, CancellationToken ct);
}
