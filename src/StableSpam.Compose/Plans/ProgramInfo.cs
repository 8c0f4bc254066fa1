namespace StableSpamCompose.Plans;

/// <summary>One of the programs of an optimizer, with the parameters that it is for.</summary>
/// <param name="Match">What the whole name of a parameter matches: <c>*</c> stands for any characters, <c>?</c> for one.</param>
/// <param name="Shape">The shapes that it is for.</param>
/// <param name="Plan">Its passes, states and costs.</param>
public sealed record ProgramInfo(string Match, ShapeCase Shape, OptimizerPlan Plan)
{
    /// <summary>Whether it is for a parameter, if no program before it is.</summary>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="rank">Number of its dimensions.</param>
    public bool IsFor(string name, int rank) => Shape switch
    {
        ShapeCase.Matrix => rank >= 2,
        ShapeCase.Vector => rank < 2,
        _ => true,
    } && Matches(name);

    // Greedy with one way back: to the last '*', which then takes one character more.
    private bool Matches(string name)
    {
        int part = 0, star = -1, taken = 0;
        for (int i = 0; i < name.Length;)
        {
            if (part < Match.Length && Match[part] == '*')
            {
                star = part++;
                taken = i;
            }
            else if (part < Match.Length && (Match[part] == '?' || Match[part] == name[i]))
            {
                part++;
                i++;
            }
            else if (star >= 0)
            {
                part = star + 1;
                i = ++taken;
            }
            else
            {
                return false;
            }
        }
        return Match.AsSpan(part).TrimStart('*').IsEmpty;
    }
}

/// <summary>Shapes that a rule distinguishes.</summary>
public enum ShapeCase
{
    /// <summary>All of them.</summary>
    Any,

    /// <summary>Two dimensions or more.</summary>
    Matrix,

    /// <summary>One dimension or none.</summary>
    Vector,
}
