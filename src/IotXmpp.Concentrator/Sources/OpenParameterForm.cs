using IotXmpp.Things.Concentrators;
using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Concentrator.Sources;

/// <summary>A form of parameters that is open at a client. Post-backs check what was filled in and change nothing; rights are asked when it is submitted.</summary>
internal sealed class OpenParameterForm(string title, IReadOnlyList<ParameterDescription> parameters) : IDynamicForm
{
    /// <summary>Set once it is open.</summary>
    public string Session { get; set; } = "";

    /// <summary>The form as it is given out.</summary>
    public DataForm Build() => ParameterForm.Build(title, parameters, Session);

    /// <inheritdoc/>
    public ValueTask<DataForm> PostBackAsync(DataForm submitted, CancellationToken ct) => new(ParameterForm.PostBack(title, parameters, Session, submitted));
}
