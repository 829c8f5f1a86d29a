namespace IotXmpp.Xmpp.Forms;

/// <summary>What a data form is for (XEP-0004 3.1).</summary>
public enum DataFormType
{
    /// <summary>To be filled in.</summary>
    Form,

    /// <summary>Filled in.</summary>
    Submit,

    /// <summary>Given up.</summary>
    Cancel,

    /// <summary>Data that is given back, or a generic data set.</summary>
    Result,
}
