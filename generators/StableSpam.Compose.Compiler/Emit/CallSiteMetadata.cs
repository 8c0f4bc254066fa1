using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Writes ranges and relations as attributes of the generated members, where calls in any project are checked against them.</summary>
internal static class CallSiteMetadata
{
    private const string Namespace = "global::StableSpamCompose.Attributes";

    /// <summary>The attribute of a constructor parameter, with a space after it; empty where any number will do.</summary>
    public static string OfParameter(HyperparameterSlot slot)
    {
        if (slot.Range.Text.Length == 0) return "";
        string why = slot.Why.Length > 0 ? $", Why = {Comments.Literal(slot.Why)}" : "";
        return $"[{Namespace}.InRange({Comments.Literal(slot.Range.Text)}{why})] ";
    }

    /// <summary>The attributes of a class, a line each.</summary>
    public static IEnumerable<string> OfClass(StepProgram program) =>
        program.Relations.Select(relation => $"[{Namespace}.Relation({Comments.Literal(relation.Text)})]");
}
