namespace StableSpamCompose.Agreement.Tests;

/// <summary>What holds for an optimizer beside its rule.</summary>
/// <param name="Scale">What it makes of larger gradients.</param>
/// <param name="WhyNot">Why it follows no law of scale; empty where it does.</param>
/// <param name="Settings">What is in absolute units and set to 0 for the law to hold. A floor that no gradient comes near may stay.</param>
internal sealed record LibraryProperties(ScaleLaw Scale, string WhyNot, params string[] Settings)
{
    private const string Tensors = "it folds tensors together, in the order in which they are added up";
    private const string Group = "it keeps a distance for each group";
    private const string Random = "its random numbers are those of the tensor's place";

    /// <summary>The law of scale in words.</summary>
    public string Sentence => Scale switch
    {
        ScaleLaw.Invariant => $"moves the same, to the bit, when all gradients are 2^n times as large{Provided}",
        ScaleLaw.Linear => $"moves 2^n times as far, to the bit, when all gradients and weights are 2^n times as large{Provided}",
        _ => $"follows no law of scale: {WhyNot}",
    };

    private string Provided => Settings.Length == 0 ? "" : $", with {string.Join(" and ", Settings)} at 0";

    /// <summary>Why the order of tensors matters to some.</summary>
    public static IReadOnlyDictionary<string, string> OrderMatters { get; } = new Dictionary<string, string>
    {
        ["AblationGradClipAdaClip"] = Tensors,
        ["AdamGradClip"] = Tensors,
        ["Prodigy"] = Tensors,
        ["AdamGradientNoise"] = Random,
        ["CompactAdamW"] = Random,
    };

    /// <summary>Why it matters to some which tensors share a group.</summary>
    public static IReadOnlyDictionary<string, string> GroupsMatter { get; } = new Dictionary<string, string> { ["Prodigy"] = Group };

    /// <summary>The law of scale of every optimizer.</summary>
    public static IReadOnlyDictionary<string, LibraryProperties> Scales { get; } = new Dictionary<string, LibraryProperties>
    {
        ["AblationAdaClip"] = Invariant("eps"),
        ["AblationAdaGN"] = Invariant("eps"),
        ["AblationAdaGNAdaClip"] = Invariant("eps"),
        ["AblationAdaGNSpikeClip"] = Invariant("eps"),
        ["AblationGradClipAdaClip"] = None("the norm that it clips to is absolute"),
        ["AblationMoRet"] = Invariant("eps"),
        ["AblationMoRetAdaClip"] = Invariant("eps"),
        ["AblationMoRetAdaGN"] = Invariant("eps"),
        ["AdEMAMix"] = Invariant("eps"),
        ["AdaBelief"] = Invariant("eps"),
        ["Adadelta"] = None("eps is what its first step is made of, and gives the weights their unit"),
        ["Adafactor"] = Invariant("eps1"),
        ["AdafactorMomentum"] = Invariant("eps1"),
        ["AdafactorRelative"] = Invariant("eps1"),
        ["Adagrad"] = Invariant("eps", "weight_decay"),
        ["Adam"] = Invariant("eps"),
        ["AdamAmsgrad"] = Invariant("eps"),
        ["AdamGradClip"] = None("the norm that it clips to is absolute"),
        ["AdamGradientNoise"] = None("the noise is absolute"),
        ["AdamL2"] = Invariant("eps", "weight_decay"),
        ["AdamMini"] = Invariant("eps"),
        ["AdamMiniAdaGNAdaClip"] = Invariant("eps"),
        ["AdamP"] = Invariant("eps"),
        ["AdamW"] = Invariant("eps"),
        ["AdamWEma"] = Invariant("eps"),
        ["AdamWMasterWeights"] = Invariant("eps"),
        ["Adamax"] = Invariant("eps", "weight_decay"),
        ["Adan"] = Invariant("eps"),
        ["ADOPT"] = Invariant("weight_decay"),
        ["AggMo"] = Linear(),
        ["CautiousAdamW"] = Invariant("eps"),
        ["CautiousLion"] = Invariant(),
        ["CompactAdamW"] = Invariant("eps"),
        ["LaProp"] = Invariant("eps"),
        ["Lamb"] = Invariant("eps"),
        ["Lars"] = Linear(),
        ["Lion"] = Invariant(),
        ["LionAdaGNAdaClip"] = Invariant("eps"),
        ["MADGRAD"] = None("it divides by a cube root, so that the step grows with the cube root of the gradients"),
        ["NAdam"] = Invariant("eps", "weight_decay"),
        ["NovoGrad"] = Invariant("eps", "weight_decay"),
        ["Prodigy"] = Invariant("eps"),
        ["QHM"] = Linear(),
        ["RAdam"] = None("it steps by multiples of gradients before it knows their variance, and by ratios afterwards"),
        ["RMSprop"] = Invariant("eps", "weight_decay"),
        ["RMSpropCentered"] = Invariant("eps", "weight_decay"),
        ["RMSpropCenteredMomentum"] = Invariant("eps", "weight_decay"),
        ["RMSpropMomentum"] = Invariant("eps", "weight_decay"),
        ["Rprop"] = Invariant(),
        ["ScheduleFreeAdamW"] = Invariant("eps"),
        ["ScheduleFreeSgd"] = Linear(),
        ["Sgd"] = Linear(),
        ["SgdMomentum"] = Linear(),
        ["SgdNesterov"] = Linear(),
        ["Sgdp"] = Linear("eps"),
        ["Signum"] = Invariant(),
        ["SM3"] = Invariant(),
        ["SM3Momentum"] = Invariant(),
        ["Spam"] = Invariant("eps"),
        ["StableSpam"] = Invariant("eps"),
        ["StableSpamAmsgrad"] = Invariant("eps"),
        ["StableSpamAuthors"] = Invariant("eps"),
        ["StableSpamAuthorsAmsgrad"] = Invariant("eps"),
        ["Tiger"] = Invariant(),
        ["Yogi"] = None("its second moment starts from an absolute number"),
    };

    private static LibraryProperties Invariant(params string[] settings) => new(ScaleLaw.Invariant, "", settings);

    private static LibraryProperties Linear(params string[] settings) => new(ScaleLaw.Linear, "", settings);

    private static LibraryProperties None(string why) => new(ScaleLaw.None, why);
}
