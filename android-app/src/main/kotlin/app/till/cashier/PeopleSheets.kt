package app.till.cashier

import app.till.Language
import app.till.No
import app.till.Text
import uniffi.till_mobile.BatchView
import uniffi.till_mobile.CardPage
import uniffi.till_mobile.CardTypeForm
import uniffi.till_mobile.Charge
import uniffi.till_mobile.ChargeTaken
import uniffi.till_mobile.ChargeView
import uniffi.till_mobile.CheckedView
import uniffi.till_mobile.LevelView
import uniffi.till_mobile.MemberPage
import uniffi.till_mobile.MemberView
import uniffi.till_mobile.PackageForm
import uniffi.till_mobile.PackageOffer
import uniffi.till_mobile.TenderChoiceView
import uniffi.till_mobile.TopUpOffers
import uniffi.till_mobile.Words

/** What a member is looked for, from [under]. */
data class Pick(val title: Text, val about: String, val under: Sheet, val does: (MemberView) -> Unit)

/** Asks once before what cannot be undone. */
data class Sure(val title: Text, val about: Words, val yes: Text, override val under: Sheet?, val does: () -> Unit) : Sheet, Sheet.Over

/** What is done to one member, step by step. */
sealed interface MemberSheet : Sheet, Sheet.Over {
    /** Which level is given by hand. */
    data class Levels(val page: MemberPage, override val under: Sheet?) : MemberSheet

    /** How many points, or how much stored value, by hand: [less] takes it away. [tender] pays it out. */
    data class Amount(
        val page: MemberPage,
        val of: Of,
        val typed: String = "",
        val less: Boolean = false,
        val tender: String = "",
        override val under: Sheet?,
    ) : MemberSheet {
        enum class Of { POINTS, PRINCIPAL, BONUS, WITHDRAWN }
    }

    /** Two who are one person, side by side, and the number of the one that stays. */
    data class Merge(val one: MemberPage, val other: MemberPage, val stays: String, override val under: Sheet?) : MemberSheet

    /** What a member's phone reads off the screen, once. */
    data class Phone(val page: MemberPage, val code: String, override val under: Sheet?) : MemberSheet
}

/** Money that is paid in. */
sealed interface ChargeSheet : Sheet, Sheet.Over {
    /** How much, or which package. */
    data class TopUp(
        val of: String,
        val whose: String,
        val offers: TopUpOffers?,
        val chosen: PackageOffer? = null,
        val typed: String = "",
        override val under: Sheet?,
    ) : ChargeSheet

    /** How it is paid. */
    data class Take(
        val what: Charge,
        val whose: String,
        val view: ChargeView,
        val tender: TenderChoiceView,
        val typed: String = "",
        val reference: String = "",
        override val under: Sheet?,
    ) : ChargeSheet

    /** It was. */
    data class Taken(val whose: String, val due: String, val taken: ChargeTaken, override val under: Sheet?) : ChargeSheet
}

/** Cards, as the counter and the back office have them. */
sealed interface CardSheet : Sheet, Sheet.Over {
    /** Batches and types; the last type is an empty form. */
    data class All(val batches: List<BatchView>, val types: List<CardTypeForm>, override val under: Sheet? = null) : CardSheet

    data class One(val page: CardPage, override val under: Sheet?) : CardSheet

    /** [making] is how many are there, while the rest is made. */
    data class Batch(val batch: BatchView, val type: CardTypeForm?, override val under: Sheet?) : CardSheet

    /** A card is about to become a member's. */
    data class Bind(val member: String, val whose: String, override val under: Sheet?) : CardSheet

    /** Whoever has a card chooses its PIN. */
    data class Pin(val page: CardPage, val typed: String, override val under: Sheet?) : CardSheet
}

/** The shop's packages; the last is an empty form. */
data class PackageList(val packages: List<PackageForm>, override val under: Sheet?) : Sheet, Sheet.Over

/** The shop as a file: [checked] is what proving its books found, [busy] while that or a copy is on its way. */
data class Books(val checked: CheckedView?, val busy: Boolean, override val under: Sheet?) : Sheet, Sheet.Over

/**
 * Something that is filled in: kept whole, or refused with all that is [wrong] with it, each beside its field. What was
 * typed stays.
 */
data class Form<F : Any>(
    val form: F,
    val title: Text,
    override val under: Sheet?,
    val about: String? = null,
    val hint: Text? = null,
    val wrong: Map<String, Words> = emptyMap(),
    /** It was just refused, and nothing was touched since. */
    val refused: Boolean = false,
    /** What can be chosen on it. */
    val types: List<CardTypeForm> = emptyList(),
    val levels: List<LevelView> = emptyList(),
    val keeps: (F, No) -> Unit,
) : Sheet, Sheet.Over

/** Of a name's texts the one in a language, or the nearest there is. */
fun nearest(language: Language, zh: String, en: String, ms: String): String {
    val own = when (language) {
        Language.ZH -> zh
        Language.EN -> en
        Language.MS -> ms
    }
    return listOf(own, en, zh, ms).firstOrNull { it.isNotEmpty() } ?: ""
}
