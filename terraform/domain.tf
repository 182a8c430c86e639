################################################################################
# A name and its certificate, only with var.zone_id.
################################################################################

resource "aws_acm_certificate" "this" {
  count = local.makes_certificate ? 1 : 0

  domain_name       = var.domain_name
  validation_method = "DNS"
  tags              = local.tags

  # A listener keeps its old certificate until it has the new one.
  lifecycle {
    create_before_destroy = true
  }
}

locals {
  # One name, so one record proves it.
  proof = one(flatten([for certificate in aws_acm_certificate.this : tolist(certificate.domain_validation_options)]))
}

resource "aws_route53_record" "proof" {
  count = local.makes_certificate ? 1 : 0

  zone_id         = var.zone_id
  name            = local.proof.resource_record_name
  type            = local.proof.resource_record_type
  records         = [local.proof.resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  count = local.makes_certificate ? 1 : 0

  certificate_arn         = aws_acm_certificate.this[0].arn
  validation_record_fqdns = [aws_route53_record.proof[0].fqdn]
}

resource "aws_route53_record" "chat" {
  count = var.zone_id == null ? 0 : 1

  zone_id = var.zone_id
  name    = var.domain_name
  type    = "A"

  alias {
    name                   = aws_lb.this.dns_name
    zone_id                = aws_lb.this.zone_id
    evaluate_target_health = false
  }
}
