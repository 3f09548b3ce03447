#compdef couponscope
_couponscope() {
    local one value
    local -a found whole begun
    found=("${(@f)$(_CLAP_IFS=$'\n' _CLAP_COMPLETE_INDEX=$((CURRENT - 1)) COUPONSCOPE_COMPLETE=zsh \
        "${words[1]}" -- "${words[@]}" 2>/dev/null)}")
    for one in $found; do
        # value:description, where a colon of the value is written \:
        value=${${one//\\:/=}%%:*}
        if [[ $value == *[=/] ]]; then begun+=("$one"); else whole+=("$one"); fi
    done
    (( $#whole )) && _describe -V 'couponscope' whole
    (( $#begun )) && _describe -V 'couponscope' begun -S ''
    return 0
}
if [[ $funcstack[1] == _couponscope ]]; then _couponscope "$@"; else compdef _couponscope couponscope; fi
